"""The audit log: who looked at whom, for which purpose, with what result; it cannot be changed unnoticed."""
