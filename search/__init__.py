"""Finding and comparing: documents, blocking keys, features, weights, and the engines that hold them.

Everything here speaks of documents and never of the event log. Keys, features and weights are computed in Python
once, so they mean the same on every engine.
"""
