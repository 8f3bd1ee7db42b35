"""What processes write to standard error: a line for each request and each trouble, and nothing personal."""

import logging


def configure_logging() -> None:
    """Write this service's own lines, and no others that repeat what a server was asked or answered."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # The client of the search server writes each request and, when the link breaks, the whole call stack. The engine
    # says the same in a sentence.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
