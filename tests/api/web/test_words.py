"""The catalogue is complete, and nothing in it is left over."""

import re
from pathlib import Path

import pytest

from api.proposals.queries import STATES
from api.web.words import LANGUAGE, UnknownWordError, catalogue, say, script_words
from tests import ROOT

WEB = ROOT / "api" / "web"
SERVER = [*WEB.rglob("*.py"), *WEB.rglob("*.html")]
SCRIPTS = [*WEB.glob("static/*.js")]
# Keys that are put together when a page is made.
COMPOSED = re.compile(
    r"(state|choice|step|role|problem)\.\w+|standing\.(active|under_notice|expired|lapsed)|frame\.(proposals|members|perks|brand)|member\.reason_\w+"
    r"|proposal\.(missing|missed)_\w+|method\.\w+|vote\.choose_\w+"
    r"|proposal\.rule_(single_choice|approval_ballot|split|ranked|units|square_root|one_member_one_vote|binding|binding_choice)"
)


def _said(files: list[Path], pattern: str) -> set[str]:
    return {key for file in files for key in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_text_of_the_server_is_in_the_catalogue_and_used() -> None:
    literal = {key for key in _said(SERVER, r"[\"']([a-z]+\.[a-z_]+)[\"']") if key in catalogue()}
    asked = _said(SERVER, r"\bsay\(\s*[\"']([a-z]+\.[a-z_]+)[\"']\s*[,)]")
    assert asked <= set(catalogue())
    left_over = {key for key in set(catalogue()) - literal if not key.startswith("script.")}
    assert {key for key in left_over if not COMPOSED.fullmatch(key)} == set()


def test_every_text_of_the_scripts_is_in_the_catalogue_and_used() -> None:
    asked = _said(SCRIPTS, r"[\"']([a-z_]+)[\"']")
    assert set(script_words()) <= asked
    assert _said(SCRIPTS, r"\bsay\(\s*\"([a-z_]+)\"") <= set(script_words())


def test_every_state_has_a_name() -> None:
    assert {f"state.{state}" for state in STATES} <= set(catalogue())


def test_values_are_escaped_and_numbers_grouped() -> None:
    assert (
        say("proposals.lede", brand="<b>") == "What &lt;b&gt; and its members decide together. Open votes come first."
    )
    assert say("units.count", n=12345) == "12,345 units"
    assert say("units.count", n=1) == "1 unit"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(UnknownWordError):
        say("nothing.here")


def test_languages_have_the_same_keys() -> None:
    for file in (WEB / "catalogue").glob("*.toml"):
        assert set(catalogue(file.stem)) == set(catalogue(LANGUAGE))
