"""People and records as pages tell of them."""
