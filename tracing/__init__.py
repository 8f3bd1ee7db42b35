"""The domain: what agencies report, what reviewers decide, and the log that keeps both.

Nothing in this package knows of HTTP, of a search engine or of an environment variable. Start with
:mod:`tracing.records` (what a report is), then :mod:`tracing.application` (everything that can be done).
"""
