"""What processes write to standard error: a line for each request and each trouble, and nothing personal."""

import logging


def configure_logging() -> None:
    """Write this service's own lines; those of servers' clients are kept quiet where the clients are imported."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
