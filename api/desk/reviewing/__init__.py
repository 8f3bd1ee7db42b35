"""A reviewer's work: which pair is next, what a page shows of it, and how an answer is given and kept."""
