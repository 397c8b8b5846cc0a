"""Code as the API hashes it against the code that our own node has: a contract that differs is named."""

from types import SimpleNamespace
from typing import Any

import pytest

from cli.check import Comparison
from cli.check.contracts import check_contracts
from symbia.words import word

BLOCK = 9
ADDRESS = "0x" + "00" * 19 + "c1"
ONE_ZERO = "0xbc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a"  # keccak256 of the byte 0


class Answers:
    """Stands in for Sources: what the API says, and the code that the node has at this block."""

    def __init__(self, code_hash: str | None, code: bytes) -> None:
        self.result = Comparison()
        self.web3: Any = SimpleNamespace(eth=SimpleNamespace(get_code=self._code))
        self._hash, self._bytes = code_hash, code

    def get(self, path: str) -> Any:
        assert path == "/v1/contracts"
        contract = {"name": "PerkRegistry", "address": ADDRESS.lower(), "code_hash": self._hash}
        return {"as_of": {"block": BLOCK}, "contracts": [contract]}

    def _code(self, address: str, block: int) -> bytes:
        assert (address.lower(), block) == (ADDRESS, BLOCK)
        return self._bytes


def differences(code_hash: str | None, code: bytes) -> list[str]:
    answers: Any = Answers(code_hash, code)
    check_contracts(answers)
    assert answers.result.compared["contracts"] == 1
    return [word(one) for one in answers.result.differences]


@pytest.mark.parametrize(("code_hash", "code"), [(ONE_ZERO, b"\0"), (None, b"")])
def test_the_same_code_is_no_difference(code_hash: str | None, code: bytes) -> None:
    assert differences(code_hash, code) == []


@pytest.mark.parametrize(("code_hash", "code"), [(ONE_ZERO, b"\1"), (ONE_ZERO, b""), (None, b"\0")])
def test_other_code_is_named(code_hash: str | None, code: bytes) -> None:
    (difference,) = differences(code_hash, code)
    assert difference.startswith("code of PerkRegistry: the API says ")
