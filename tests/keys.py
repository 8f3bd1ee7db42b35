"""The keys of tests that make their own log and index."""

from search.sealing import IndexSeal
from tracing.keys.masters import HeldMasterKeys

MASTERS = HeldMasterKeys({"test": bytes(range(32))})
SEAL = IndexSeal(bytes(range(32)))
