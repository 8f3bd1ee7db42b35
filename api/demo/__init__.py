"""The demonstration: an invented world, a served API, and one story told by real requests."""
