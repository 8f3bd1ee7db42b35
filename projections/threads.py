"""Followers as threads of one process: the embedded form, and each `tracing follow` process."""

import threading
from collections.abc import Sequence

from projections.follower import Follower


class FollowerThreads:
    """Runs followers side by side until it is stopped."""

    def __init__(self, followers: Sequence[Follower]) -> None:
        """Prepare, without starting."""
        self.followers = tuple(followers)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=follower.run, args=(self._stop,), name=f"follower-{follower.view.name}", daemon=True
            )
            for follower in self.followers
        ]

    def start(self) -> None:
        """Start all followers."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each follower finish the batch it is at, and return when all have ended."""
        self._stop.set()
        for follower in self.followers:
            follower.signal.notify()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
