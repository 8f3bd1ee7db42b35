"""Measuring how well people are matched, beside peers that run in the same command."""
