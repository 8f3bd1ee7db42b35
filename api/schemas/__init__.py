"""The shapes of answers and of those requests that are not reports; one file for each group of routes."""
