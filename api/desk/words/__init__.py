"""The desk's words: in four languages, for every code and value that a page shows."""
