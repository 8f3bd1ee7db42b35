"""Photographs: checked and written anew by a process of its own, kept beside the log, and turned into encodings."""
