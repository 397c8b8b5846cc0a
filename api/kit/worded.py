"""Sentences in answers: worded in the reader's language, with their codes and values beside them."""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, Field, computed_field
from pydantic_core.core_schema import (
    CoreSchema,
    is_instance_schema,
    plain_serializer_function_ser_schema,
    str_schema,
)

from symbia.text import Text
from symbia.words import word


class _AsSentence:
    """How pydantic handles a Text: taken as it is, written in the reader's language."""

    @staticmethod
    def __get_pydantic_core_schema__(_source: Any, _handler: Any) -> CoreSchema:
        written = plain_serializer_function_ser_schema(word, return_schema=str_schema())
        return is_instance_schema(Text, serialization=written)

    @staticmethod
    def __get_pydantic_json_schema__(_schema: CoreSchema, _handler: Any) -> dict[str, Any]:
        return {"type": "string"}


# A member of an answer that people read. Its model is a Worded.
Sentence: TypeAlias = Annotated[Text, _AsSentence]


class Said(BaseModel):
    """What stands behind a sentence: a client can word it by itself."""

    code: str = Field(description="Stable name of the sentence", examples=["perks.verdict.holding_time"])
    values: dict[str, Any] = Field(description="Numbers in the contracts' units (seconds, wei, basis points)")


class Worded(BaseModel):
    """A model with sentences."""

    @computed_field(description="Code and values of each sentence of this object, by the sentence's name")  # type: ignore[prop-decorator]
    @property
    def words(self) -> dict[str, Said | list[Said]]:
        """By member, a list for a list of sentences; what is null or empty is left out."""
        members = {name: _behind(value) for name, value in self}
        return {name: behind for name, behind in members.items() if behind}


def _behind(value: Any) -> Said | list[Said] | None:
    if isinstance(value, Text):
        return said(value)
    if isinstance(value, list) and all(isinstance(item, Text) for item in value):
        return [said(item) for item in value]
    return None


def said(text: Text) -> Said:
    """The code and values of a text."""
    return Said.model_construct(**text.as_json())
