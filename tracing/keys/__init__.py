"""Keys: every stream of the log is sealed with a key of its own, and forgetting that key erases the stream.

A **data key** (AES-256) seals the events of one stream; it is stored beside them, wrapped by a **master key** that is
not. Whoever has the store alone reads nothing; whoever erases a data key erases what it sealed. A copy of the store
from before still has the wrapped key, which is of no use once its master key is retired.
"""
