"""Every field of what an index holds has been decided upon."""

from search.document import Document
from search.field_classes import INDEX_CLASSES
from tracing.field_classes import fields_of


def test_every_field_of_a_document_has_a_class() -> None:
    fields = list(fields_of(Document, INDEX_CLASSES))
    assert len(fields) > 50
    assert [f"{field.owner.__name__}.{field.name}" for field in fields if field.kind is None] == []


def test_every_class_is_of_a_field_that_is_there() -> None:
    known = {(field.owner, field.name) for field in fields_of(Document, INDEX_CLASSES)}
    own = {owner: classes for owner, classes in INDEX_CLASSES.items() if owner.__module__.startswith("search.")}
    for owner, classes in own.items():
        named = [name for names in classes.values() for name in names.split()]
        assert len(named) == len(set(named)), owner
        assert {(owner, name) for name in named} <= known, owner
