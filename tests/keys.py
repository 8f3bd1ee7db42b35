"""The master key of tests that make their own log."""

from tracing.keys.masters import HeldMasterKeys

MASTERS = HeldMasterKeys({"test": bytes(range(32))})
