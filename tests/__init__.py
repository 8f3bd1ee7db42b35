"""Tests: they mirror the folders of the product; real servers come from `tests.servers`."""
