"""Wrapping data keys anew, so that a master key can be retired while the service goes on."""

from collections.abc import Callable

from tracing.log.application import LogApplication

_CHUNK = 1_000


def wrap_anew(application: LogApplication, progress: Callable[[int, int], None]) -> int:
    """Wrap every data key with the current master key; safe to repeat, and to interrupt.

    Args:
        application: whose log has the keys; others may read and write it meanwhile.
        progress: called with how many are done, and of how many.

    Returns:
        How many were wrapped anew.

    Raises:
        MasterKeyError: a data key cannot be opened; those before it are done.
        OperationalError, InterfaceError: the store cannot be reached.
    """
    current, recorder = application.keys.masters.current, application.recorder
    waiting = sum(count for master, count in recorder.masters_in_use().items() if master != current)
    done = 0
    while keys := recorder.keys_under_others(current, _CHUNK):
        recorder.replace_keys([application.keys.wrapped_anew(key) for key in keys])
        done += len(keys)
        progress(done, max(done, waiting))
    return done
