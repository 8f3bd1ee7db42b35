"""The pages of the desk, one file for each piece of work."""
