"""A value is read by pydantic at the door and by msgspec from the log, and both give the same."""

from typing import Annotated, Any

import msgspec
import pytest
from pydantic import Field, TypeAdapter, ValidationError

from tracing.value import Value


class Inner(Value, frozen=True, kw_only=True):
    """An inner value."""

    number: Annotated[int, Field(ge=0)] = 7

    def check(self) -> None:
        if self.number == 13:
            raise ValueError("`number` is not thirteen")


class Outer(Value, tag_field="type", tag="outer", frozen=True, kw_only=True):
    """An outer value."""

    word: Annotated[str, Field(max_length=5)]
    inner: tuple[Inner, ...] = ()


ADAPTER = TypeAdapter(Outer)


def rules(data: Any) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python(data)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_what_is_read_at_the_door_is_read_the_same_from_the_log() -> None:
    value = ADAPTER.validate_python({"word": "yes", "inner": [{"number": 3}, {}]})

    assert value == Outer(word="yes", inner=(Inner(number=3), Inner()))
    assert msgspec.json.decode(msgspec.json.encode(value), type=Outer) == value


def test_defaults_are_not_stored() -> None:
    assert msgspec.json.encode(Outer(word="yes")) == b'{"type":"outer","word":"yes"}'


def test_the_tag_may_be_given_and_must_then_be_right() -> None:
    assert ADAPTER.validate_python({"type": "outer", "word": "yes"}) == Outer(word="yes")
    assert rules({"type": "other", "word": "yes"}) == [(("type",), "literal_error")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, [(("word",), "missing")]),
        ({"word": "yes", "extra": 1}, [(("extra",), "extra_forbidden")]),
        ({"word": "too long"}, [(("word",), "string_too_long")]),
        ({"word": "yes", "inner": [{"number": -1}]}, [(("inner", 0, "number"), "greater_than_equal")]),
        ({"word": "yes", "inner": [{"number": 13}]}, [(("inner", 0), "value_error")]),
        ("not an object", [((), "dict_type")]),
    ],
)
def test_an_error_names_the_field_and_the_rule(data: Any, expected: list[Any]) -> None:
    assert rules(data) == expected


def test_the_log_is_read_although_a_rule_became_stricter() -> None:
    assert msgspec.json.decode(b'{"type":"outer","word":"written before the rule"}', type=Outer).word.startswith(
        "written"
    )


def test_the_schema_of_the_api_knows_every_field_and_no_other() -> None:
    schema = ADAPTER.json_schema()

    assert set(schema["properties"]) == {"type", "word", "inner"}
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["word"]
    assert schema["description"] == "An outer value."
