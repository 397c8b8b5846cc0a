"""The catalogue is complete, and nothing in it is left over."""

import re
from itertools import chain
from pathlib import Path

import pytest

from api.web.words import script_words
from symbia.words import DEFAULT, LANGUAGES, catalogue
from symbia.words.files import written
from tests import ROOT

HOUSE = [
    path
    for folder in ("api", "cli", "indexer", "relay", "scripts", "symbia")
    for suffix in ("py", "html")
    for path in (ROOT / folder).rglob(f"*.{suffix}")
]
SCRIPTS = [*(ROOT / "api" / "web" / "static").glob("*.js")]
CODE = r"[\"']([a-z_]+(?:\.[a-z0-9_]+)+)[\"']"
# Codes that are put together when something is worded: (folder in which that is done, what they match).
COMPOSED = (
    r"(state|choice|step|role|problem)\.\w+",
    r"memberships\.state\.\w+",
    r"memberships\.no_metadata\.(burnt|revoked)",
    r"frame\.(proposals|members|perks|brand)",
    r"member\.reason_\w+",
    r"proposal\.(missing|missed)_\w+",
    r"method\.\w+",
    r"vote\.choose_\w+",
    r"proposal\.rule_(single_choice|approval_ballot|split|ranked|units|square_root|one_member_one_vote|binding|binding_choice)",
    r"proposal\.rule_reach_(payments|brand|governance)",
    r"problems\.\w+",
    r"rules\.choice\.list_\w+",
    r"ballots\.(problem|counting|choices)\.\w+",
    r"ballots\.power\.(more_\w+|remark\.(burnt|revoked))",
    r"proposals\.(support|support_first|margin|rules|missing|missed|outcome|change|would_change|recompute)\.\w+",
    r"value\.\w+",
    r"cli\.status\.state\.\w+",  # tests/cli/test_app.py compares them with symbia.chain.standing.STATES
    r"cli\.tally\.(method|curve|tie_break)\.\w+",
    r"perks\.verdict\.((supply|per_membership|per_wallet)(_unlimited)?|membership_\w+)",
    r"perks\.fix\.(active|holder|started|not_ended|supply|per_membership|per_wallet|membership_\w+)",
    r"reverts\.\w+",  # tests/api/prepare/test_reverts.py compares them with the contracts
    r"reverts\.(state|standing|reach)\.\w+",
    r"functions\.(who|left_out|doing)\.\w+",  # tests/architecture/test_functions.py compares them with the contracts
    r"functions\.no_(contract|function)(_near)?",
    r"kit\.invalid\.\w+",  # tests/api/kit/test_validation.py compares them with pydantic
)
ASKED = re.compile(r"\b(?:say|Text|Text\.of|\w+Error\.of)\(\s*" + CODE + r"\s*[,)]")


def _found(files: list[Path], pattern: "str | re.Pattern[str]") -> set[str]:
    return set(chain.from_iterable(re.findall(pattern, file.read_text(encoding="utf-8")) for file in files))


def test_every_code_is_in_the_catalogue() -> None:
    assert _found(HOUSE, ASKED) - set(catalogue(DEFAULT)) == set()


def test_every_entry_of_the_catalogue_is_used() -> None:
    unused = set(catalogue(DEFAULT)) - _found(HOUSE, CODE)
    composed = re.compile("|".join(COMPOSED))
    assert {code for code in unused if not code.startswith("script.") and not composed.fullmatch(code)} == set()


def test_every_pattern_of_composed_codes_has_one() -> None:
    for pattern in COMPOSED:
        assert any(re.fullmatch(pattern, code) for code in catalogue(DEFAULT)), pattern


def test_the_scripts_of_the_page_and_their_section_are_the_same() -> None:
    words = set(script_words())
    assert words <= _found(SCRIPTS, r"[\"']([a-z_]+)[\"']")
    assert _found(SCRIPTS, r"\bsay\(\s*\"([a-z_]+)\"") <= words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_has_codes_of_its_own(language: str) -> None:
    assert set(written(language)) - set(written(DEFAULT)) == set()
