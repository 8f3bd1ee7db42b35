"""Comparing two profiles feature by feature; one file a feature, each a small pure and symmetric function."""
