"""From which sources code was compiled."""

import json

import pytest

from scripts.gate.export_abi import LINKED
from symbia.chain.abi import CONTRACTS
from symbia.chain.sources import is_of_this_release, source_of, sources
from tests import ROOT


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_a_constructor_fixed_makes_no_difference(contract: str) -> None:
    build = json.loads((ROOT / "build" / "contracts" / f"{contract}.json").read_text())
    code = bytes.fromhex(LINKED.sub("00" * 20, build["deployedBytecode"]))
    assert is_of_this_release(contract, code)
    assert is_of_this_release(contract, b"\xff" + code[1:])
    assert not is_of_this_release(contract, code[:-3] + b"\x1d" + code[-2:])


def test_no_two_contracts_have_the_same_sources() -> None:
    assert len(set(sources().values())) == len(CONTRACTS)


@pytest.mark.parametrize("code", [b"", b"\x00", b"\x00\x00", b"\x60\x01", b"\xff\xff"])
def test_code_that_says_nothing_is_of_no_release(code: bytes) -> None:
    assert source_of(code) is None
    assert not is_of_this_release("BrandGovernor", code)
