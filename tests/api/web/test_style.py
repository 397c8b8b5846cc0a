"""Colours can be read by everybody: the contrast of WCAG 2.2 AA, in light and in dark."""

import re

import pytest

from tests import ROOT

SHEET = (ROOT / "api" / "web" / "static" / "style.css").read_text(encoding="utf-8")
TEXT, GRAPHICS = 4.5, 3.0
PAIRS = [
    *((name, ground, TEXT) for name in ("ink", "quiet", "accent", "good", "bad") for ground in ("ground", "paper")),
    *((name, "sunk", TEXT) for name in ("ink", "quiet")),
    ("accent-ink", "accent", TEXT),
    ("notice-ink", "notice", TEXT),
    *((name, "paper", GRAPHICS) for name in ("for", "against", "abstain")),
]


def _scheme(index: int) -> dict[str, str]:
    """Colours of the first (light) or second (dark) block of names."""
    block = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[index]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "wanted"), PAIRS)
def test_contrast(scheme: int, front: str, back: str, wanted: float) -> None:
    colours = _scheme(scheme)
    dark, light = sorted((_luminance(colours[front]), _luminance(colours[back])))
    assert (light + 0.05) / (dark + 0.05) >= wanted


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
