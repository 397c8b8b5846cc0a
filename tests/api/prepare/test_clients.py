"""One transaction and one document in the forms of the clients; tests/clients has the clients themselves."""

from typing import Any

import pytest

from api.prepare.clients import Sendable, Signable, Transaction
from symbia.rules.typed_data import SigningDomain, Struct

ADA, BOB = "0x" + "A" * 40, "0x" + "B" * 40
DATA = "0x12345678"


def served(value: int) -> dict[str, Any]:
    transaction = Transaction(from_=ADA, to=BOB, data=DATA, value=value, gas=90_000, chain_id=1337)
    return Sendable(transaction=transaction).model_dump(mode="json", by_alias=True)


@pytest.mark.parametrize(("value", "text"), [(0, "0x0"), (1, "0x1"), (10**18, "0xde0b6b3a7640000")])
def test_each_has_the_names_that_it_reads(value: int, text: str) -> None:
    found = served(value)
    assert found["transaction"] == {
        "from": ADA,
        "to": BOB,
        "data": DATA,
        "value": text,
        "gas": "0x15f90",
        "chainId": "0x539",
    }
    assert found["transaction_for"]["ethers"] == {
        "from": ADA,
        "to": BOB,
        "data": DATA,
        "value": text,
        "gasLimit": "0x15f90",
        "chainId": "0x539",
    }
    chain = {"id": 1337, "name": "Chain 1337"}
    shown = found["transaction_for"]["viem"]
    assert {name: shown[name] for name in ("to", "data", "gas", "chain")} == {
        "to": BOB,
        "data": DATA,
        "gas": "0x15f90",
        "chain": chain,
    }
    assert shown.get("value") == (text if value else None)


def test_a_zero_as_text_is_left_out_for_viem() -> None:
    assert "value" not in served(0)["transaction_for"]["viem"]


def test_ethers_is_given_no_type_of_the_domain() -> None:
    struct = Struct("Ballot", {"choice": "uint256"}, {"choice": 2**255})
    typed = struct.typed_data(SigningDomain("Brand", 1337, BOB.lower()))
    found = Signable(typed_data=typed).model_dump(mode="json")
    assert found["typed_data"] == typed
    assert found["typed_data_for"]["ethers"] == {
        "domain": typed["domain"],
        "types": {"Ballot": [{"name": "choice", "type": "uint256"}]},
        "value": {"choice": str(2**255)},
    }
