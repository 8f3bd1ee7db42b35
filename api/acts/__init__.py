"""What callers do with records, the same for a program and for a page."""
