"""A shop whose issuer signs vouchers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from symbia import tables as models
from symbia.tables.types import to_wei_text
from tests.api.conftest import HASH, NOW
from tests.api.sign_in.door import Door, ada, bob, door, engine, postgres

__all__ = ["ada", "bob", "door", "engine", "postgres"]

DROPS = "0x" + "d0" * 20
DAY = 86_400


def at(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().replace("+00:00", "Z")


def terms(**changed: Any) -> dict[str, Any]:
    """A row that is all right."""
    fields = {
        "recipient": "0x" + "0e" * 20,
        "tier_id": 1,
        "price": "1000",
        "valid_from": at(NOW - DAY),
        "valid_until": at(NOW + DAY),
    }
    return {**fields, **changed}


class Shop:
    """A door with tiers 1 (three places) and 2 (a hundred), one allowed ERC-20, and an issuer who is signed in."""

    def __init__(self, door: Door, issuer: Any) -> None:
        self.door, self.client, self.issuer = door, door.client, issuer
        door.brand.tier(1, 10, supply=3)
        door.brand.tier(2, 5)
        self.time(NOW)
        door.grant(issuer, 2)
        self.header = door.sign_in(issuer)

    def time(self, second: int) -> None:
        """The head is at this second."""
        self.door.brand.head(second, block=1_000 + second - NOW + DAY)
        with Session(self.door.brand.engine) as session:
            chain = session.get_one(models.IndexedChain, 1)
            chain.addresses = {**chain.addresses, "MembershipDrops": DROPS}
            session.add(chain)
            session.commit()

    def prepare(self, *rows: Any, header: Any = None) -> Any:
        return self.client.post("/v1/vouchers/prepare", json={"vouchers": rows}, headers=header or self.header)

    def store(self, *rows: Any, header: Any = None) -> Any:
        return self.client.post("/v1/vouchers", json={"vouchers": rows}, headers=header or self.header)

    def signed(self, *rows: Any, by: Any = None) -> list[dict[str, Any]]:
        """Prepared by the issuer, signed as a wallet does."""
        answer = self.prepare(*rows)
        assert answer.status_code == 200, answer.text
        return [
            {**one["voucher"], "signature": sign(by or self.issuer, one["typed_data"])}
            for one in answer.json()["vouchers"]
        ]

    def issue(self, **changed: Any) -> dict[str, Any]:
        """A stored voucher."""
        (voucher,) = self.signed(terms(**changed))
        answer = self.store(voucher)
        assert answer.status_code == 200, answer.text
        return voucher

    def use(self, voucher: dict[str, Any], *, canceled: bool = False) -> None:
        """As the indexer does when the chain says so."""
        self.door.brand.add(
            models.VoucherUse(
                issuer=self.issuer.address.lower(),
                uid=to_wei_text(int(voucher["uid"])),
                canceled=canceled,
                token_id=None if canceled else 7,
                at=NOW - 1,
                tx_hash=HASH,
                block_number=1,
            )
        )


def sign(person: Any, typed_data: dict[str, Any]) -> str:
    return str(person.sign_typed_data(full_message=typed_data).signature.to_0x_hex())


@pytest.fixture
def shop(door: Any, ada: Any) -> Shop:
    return Shop(door, ada)
