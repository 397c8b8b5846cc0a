"""The catalogues that people read: whole, readable, and alike in every language."""

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from symbia.text import Text
from symbia.words import LANGUAGES, UnknownLanguageError, catalogue, missing, section, word, word_html
from symbia.words.files import FOLDER, entries, written
from symbia.words.specs import SPECS
from symbia.words.template import COUNT, Entry, Place, Plural, Raw

Write = Callable[..., None]
MISSING_ZH = Path(__file__).with_name("missing_zh.txt")
SAMPLES: Mapping[str, Any] = {
    "": "value",
    "id": 7,
    "duration": 90_061,
    "span": 90_061,
    "time": datetime(2026, 3, 1, tzinfo=UTC),
    "ether": 10**18,
    "percent": 1_250,
    "list": ["a", "b"],
    "text": "value",
}
EVERY = [(language, code) for language in LANGUAGES for code in sorted(written(language))]


def places(entry: Entry) -> list[Place]:
    """All places of an entry, of all its forms."""
    templates = entry.forms.values() if isinstance(entry, Plural) else [entry]
    return [place for template in templates for place in template.places]


def sample(spec: str) -> Any:
    """A value that a spec words."""
    kind, _, item = spec.partition(":")
    return [sample(item)] if item else SAMPLES[kind]


def filled(entry: Entry, n: int) -> dict[str, Any]:
    """Values for every place."""
    counted = {COUNT: n} if isinstance(entry, Plural) else {}
    return {place.name: sample(place.spec.name) for place in places(entry)} | counted


def forms(raw: Raw) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw.values())


def test_every_spec_has_a_sample() -> None:
    assert SAMPLES.keys() == SPECS.keys()


@pytest.mark.parametrize(("language", "code"), EVERY)
def test_every_entry_is_read_and_worded(language: str, code: str) -> None:
    entry = entries(language)[code]
    for n in (0, 1, 2, 5, 1_000):
        text = Text(code, filled(entry, n))
        made = word(text, language)
        assert made.strip() == made != ""
        assert "{" not in made
        assert re.sub(r"</?time[^>]*>", "", word_html(text, language)) == escape(made)


@pytest.mark.parametrize(("language", "code"), EVERY)
def test_every_code_has_two_parts_or_more(language: str, code: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_place_that_english_does_not_have(language: str) -> None:
    for code, entry in entries(language).items():
        assert code in entries("en"), f"{code} is in no other catalogue; correct it or remove it"
        english = {place.name: place.spec.name for place in places(entries("en")[code])}
        if isinstance(entries("en")[code], Plural):
            english.setdefault(COUNT, "")
        for place in places(entry):
            assert english.get(place.name) == place.spec.name, f"{code}: {{{place.name}}}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_that_english_shows_is_shown(language: str) -> None:
    for code, entry in entries(language).items():
        english = {place.name for place in places(entries("en")[code])}
        assert english <= {place.name for place in places(entry)}, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_the_forms_of_their_language(language: str) -> None:
    for code, raw in written(language).items():
        if not isinstance(raw, str):
            assert set(raw) == ({"one", "other"} if language == "en" else {"other"}), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_s_javascript_can_fill_its_section(language: str) -> None:
    script = section("script", language)
    assert script.keys() == section("script", "en").keys()
    assert "wrong_chain" in script
    for text in (form for raw in script.values() for form in forms(raw)):
        assert re.sub(r"\{\w+\}", "", text).isprintable()
        assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", text))


def test_chinese_is_chinese() -> None:
    kept = {
        "ballots.choices.list",
        "ballots.choices.part",
        "ballots.choices.place",
        "ballots.counting.plain",
        "choice.part",
        "choice.place",
        "frame.unnamed",
        "kit.http.other",
        "kit.request.both",
        "kit.request.detail",
        "kit.request.field",
        "kit.request.other",
        "kit.sentence",
        "prepare.role.detail",
        "proposal.summary_choice",
        "proposals.option.and_then",
        "relay.receipt.hindered",
        "relay.standing.said",
        "result.won",
        "reverts.argument",
        "script.local_time",
    }  # places and names alone
    for code, raw in written("zh").items():
        for form in forms(raw):
            assert code in kept or re.search(r"[\u4e00-\u9fff]", form), code
            assert not re.search(r"[\u4e00-\u9fff}] ?[,;:!?()]|[\u4e00-\u9fff] |\.$", form), f"{code}: {form}"


def test_what_chinese_lacks_is_what_the_list_says() -> None:
    command = [sys.executable, "-m", "symbia.words", "zh"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    hint = f"translate them, or run `.venv/bin/python -m symbia.words zh > {MISSING_ZH}`"
    assert MISSING_ZH.read_text(encoding="utf-8") == listed, hint
    assert listed.splitlines() == missing("zh") == sorted(set(written("en")) - set(written("zh")))


def test_english_lacks_nothing() -> None:
    assert missing("en") == []
    assert catalogue("en") == written("en")


def test_a_catalogue_has_every_code_in_its_language_or_in_english() -> None:
    chinese = catalogue("zh")
    assert chinese.keys() == catalogue("en").keys()
    assert chinese["frame.docs"] == "开发者API"
    for code in missing("zh"):
        assert chinese[code] == catalogue("en")[code]


def test_there_is_a_file_for_every_language_and_no_other() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.toml")) == sorted(LANGUAGES)
    with pytest.raises(UnknownLanguageError):
        catalogue("fr")


def test_what_is_given_out_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue("en")["frame.docs"] = "x"  # type: ignore[index]


def test_codes_are_paths_through_sections_of_any_depth(write: Write) -> None:
    write(
        '[role]\nother = "A role"\n[perks.verdict]\nheld = "Held"\nleft = { one = "1 left", other = "{n} left" }\n'
        '[perks.verdict.deep.er]\nother = "x"\nelse = "y"'
    )
    assert {code for code in catalogue("en") if not code.startswith(("value.", "time."))} == {
        "role.other",
        "perks.verdict.held",
        "perks.verdict.left",
        "perks.verdict.deep.er.other",
        "perks.verdict.deep.er.else",
    }
    assert section("perks.verdict.deep", "zh") == {"er.other": "x", "er.else": "y"}
