"""The makes of node that are here. Without geth its tests are counted and left out."""

import pytest

from scripts.local.geth import find_geth
from scripts.toolchain import hardhat
from scripts.toolchain.layout import Layout
from tests import ROOT

from .house import GETH, HARDHAT

FOUND = {GETH: find_geth(Layout(ROOT)) is not None, HARDHAT: hardhat.find(Layout(ROOT)) is not None}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What could not run is shown at the end of the run."""
    make = item.callspec.params.get("make") if hasattr(item, "callspec") else None
    if make is not None and not FOUND[make]:
        item.user_properties.append(("notice", f"{make}: not found, {{}} tests left out"))
        pytest.skip(f"{make} is not here; build it: .venv/bin/python -m scripts.toolchain.{make}")
