"""Entries of a catalogue are read, or refused with what is wrong."""

import pytest

from symbia.words.errors import TemplateError
from symbia.words.specs import SPECS
from symbia.words.template import Place, Plural, Template, is_plural, parse, parse_entry


def test_a_text_is_split_into_literals_and_places() -> None:
    template = parse("a.b", "Held {held:duration} of {wanted}, {{so}}.")
    names = [part.name if isinstance(part, Place) else part for part in template.parts]
    assert names == ["Held ", "held", " of ", "wanted", ", {", "so}", "."]
    assert [place.spec.name for place in template.places] == ["duration", ""]


@pytest.mark.parametrize("text", ["", "plain", "100%", "“引号”", "a\nb"])
def test_a_text_without_places_is_itself(text: str) -> None:
    assert "".join(part for part in parse("a.b", text).parts if isinstance(part, str)) == text


@pytest.mark.parametrize("spec", [*SPECS, "list:id", "list:percent", "list:list:id"])
def test_every_spec_is_read(spec: str) -> None:
    assert [place.spec.name for place in parse("a.b", f"{{v:{spec}}}").places] == [spec]


@pytest.mark.parametrize(
    "text",
    ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a b}", "{a", "a}", "{a:}}", "{a:{b}}", "{a-b}"],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match=r"^a\.b"):
        parse("a.b", text)


@pytest.mark.parametrize("spec", ["d", ",", ">10", "Duration", "list:", "list:x", "id:list", ":id", " id"])
def test_an_unknown_spec_is_refused(spec: str) -> None:
    with pytest.raises(TemplateError, match=r"^a\.b has the unknown spec"):
        parse("a.b", f"{{v:{spec}}}")


def test_entries_are_texts_or_plurals() -> None:
    assert isinstance(parse_entry("a.b", "x"), Template)
    plural = parse_entry("a.b", {"one": "1 unit", "other": "{n} units"})
    assert isinstance(plural, Plural)
    assert set(plural.forms) == {"one", "other"}


@pytest.mark.parametrize("forms", [{}, {"one": "x"}, {"other": "x", "others": "y"}])
def test_a_plural_without_other_or_with_unknown_forms_is_refused(forms: dict[str, str]) -> None:
    assert not is_plural(forms)
    with pytest.raises(TemplateError, match=r"^a\.b has the forms"):
        parse_entry("a.b", forms)


def test_a_table_of_tables_is_a_section() -> None:
    assert not is_plural({"other": {"one": "x"}})
