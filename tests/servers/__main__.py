"""`python -m tests.servers` fetches whatever the servers lack; at once when nothing does."""

import sys

from tests.servers.install import (
    CACHE,
    chromium_program,
    opensearch_home,
    postgres_programs,
    softhsm_library,
    thai_jars,
)
from tests.servers.java import is_carried, java_home
from tests.servers.process import ServerMissing


def main() -> int:
    """Fetch; the exit code is 1, with the reason on stderr, when something cannot be had."""
    try:
        if is_carried(java_home(CACHE)):
            thai_jars()
        opensearch_home()
        postgres_programs()
        softhsm_library()
        chromium_program()
    except ServerMissing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
