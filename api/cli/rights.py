"""`tracing rights`: what may each role do, and what is it shown?"""

import typer

from api.rights import table_of_actions, table_of_classes


def rights() -> None:
    """Print two tables, in Markdown: the requests that each role may send, and what it is shown of others' records.

    They are drawn from the program itself: what the tables say is what is enforced.

    tracing rights
    """
    for line in (*table_of_actions(), "", *table_of_classes()):
        typer.echo(line)
