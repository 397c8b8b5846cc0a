"""`symbia define-tier` where it must not go on: what the API prepares is not what was asked for, or cannot be asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.tiers import NewTier, TierError, _require_asked_for
from symbia.chain.calls import call_data, decode_arguments, function_selector
from symbia.units import ZERO

NAME = "BrandMembership"
ASKED = NewTier("Friend", 1, 1_000, Path("image.png"), "", 0)
TERMS = (1, 1_000, 0, True, 0, ZERO, "Friend")


class Brand:
    """The membership contract of a brand, without a chain."""

    def __init__(self) -> None:
        self.membership = self

    def selector(self, function: str) -> bytes:
        return function_selector(NAME, function)

    def arguments_in(self, function: str, data: bytes) -> tuple[Any, ...]:
        return decode_arguments(NAME, function, data)


def prepared(*terms: Any, function: str = "defineTier") -> bytes:
    return call_data(NAME, function, (terms, "ipfs://document", "ipfs://image"))


def test_what_was_asked_for_is_signed() -> None:
    brand: Any = Brand()
    _require_asked_for(ASKED, brand, prepared(*TERMS))


@pytest.mark.parametrize(
    "terms",
    [
        (100, *TERMS[1:]),
        (1, 2_000, *TERMS[2:]),
        (1, 1_000, 86_400, *TERMS[3:]),
        (1, 1_000, 0, False, *TERMS[4:]),
        (*TERMS[:4], 500, "0x" + "5e" * 20, "Friend"),
        (*TERMS[:6], "Founder"),
    ],
)
def test_nothing_else_is_signed(terms: tuple[Any, ...]) -> None:
    brand: Any = Brand()
    with pytest.raises(TierError, match="nothing was signed"):
        _require_asked_for(ASKED, brand, prepared(*terms))


@pytest.mark.parametrize("data", [b"", b"\x00" * 4, call_data(NAME, "setContractURI", ("ipfs://x",))])
def test_no_other_function_is_signed(data: bytes) -> None:
    brand: Any = Brand()
    with pytest.raises(TierError, match="nothing was signed"):
        _require_asked_for(ASKED, brand, data)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    terms = ("--units", "1", "--supply", "10")
    return lambda *arguments, **env: CliRunner(env=env).invoke(app, ["define-tier", "Friend", *terms, *arguments])


def test_an_image_that_is_not_there_is_named_first(run: Callable[..., Result]) -> None:
    refused = run("--image", "missing.png")
    assert isinstance(refused.exception, SystemExit)
    assert "missing.png cannot be read" in refused.output


def test_a_port_that_nobody_knows_is_asked_for(run: Callable[..., Result]) -> None:
    refused = run("--image", "missing.png", SYMBIA_PORT="0")
    assert "Give --api its base URL" in refused.output
