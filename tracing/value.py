"""One definition of every value: checked when it comes in, stored compactly, documented in OpenAPI.

A :class:`Value` is a frozen msgspec struct, which is what the log stores. Its annotations carry pydantic
constraints (``Annotated[str, Field(max_length=200)]``): msgspec ignores them on replay, so that a rule made stricter
later can never make an old event unreadable; pydantic enforces them at the door and writes them into the API's
documentation.
"""

from typing import Any, Literal, get_type_hints

import msgspec
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


# An immutable value holds what was there before it, so that it is never part of a cycle: the garbage collector, which
# would look at each of them again and again during a replay, can pass them over.
class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An immutable value without identity; equal when all its fields are equal."""

    def check(self) -> None:
        """Refuse what cannot be accepted although each field by itself can.

        Called when a value is read at the door, never when it is read from the log.

        Raises:
            ValueError: with a sentence that names the rule and never the value.
        """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read this struct as an object that knows no other keys than the struct's fields."""
        hints = get_type_hints(cls, include_extras=True)
        fields = {
            field.name: core_schema.typed_dict_field(
                handler.generate_schema(hints[field.name]), required=field.required
            )
            for field in msgspec.structs.fields(cls)
        }
        tag_field, tag = cls.__struct_config__.tag_field, cls.__struct_config__.tag
        if tag_field is not None:
            fields[tag_field] = core_schema.typed_dict_field(handler.generate_schema(Literal[tag]), required=False)

        def build(data: dict[str, Any]) -> Value:
            value = cls(**{name: item for name, item in data.items() if name != tag_field})
            value.check()
            return value

        return core_schema.no_info_after_validator_function(
            build,
            core_schema.typed_dict_schema(fields, extra_behavior="forbid", cls_name=cls.__name__),
            ref=f"{cls.__module__}.{cls.__qualname__}",
            metadata={"pydantic_js_updates": {"title": cls.__name__, "description": cls.__doc__}},
        )
