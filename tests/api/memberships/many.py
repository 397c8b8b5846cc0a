"""A hundred thousand memberships in a database."""

import hashlib
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from symbia import tables as models
from tests.api.conftest import HASH, NOW, ZERO

MANY = 100_000
DAY = 86_400
HOLDERS = 1_000


def holder(token_id: int) -> str:
    """Who holds a membership, lower case."""
    return f"0x{token_id % HOLDERS + 1:040x}"


def fill(engine: Engine, count: int = MANY) -> None:
    """A head, two tiers, and memberships 1 to `count`, every second one of a tier that expires."""
    SQLModel.metadata.create_all(engine)
    names = ("BrandAccess", "BrandGovernor", "BrandMembership", "BrandTimelock", "PerkRegistry")
    tier = {"units": 3, "supply": 2**24, "transferable": True, "royalty_bps": 0, "royalty_receiver": ZERO}
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (models.IndexedChain, [{"id": 1, "chain_id": 1337, "start_block": 0, "start_block_hash": HASH,
                                "addresses": dict.fromkeys(names, ZERO)}]),
        (models.Cursor, [{"id": 1, "block_number": 77, "block_hash": HASH, "block_timestamp": NOW, "chain_head": 77,
                          "final_block": 0}]),
        (models.Tier, [{**tier, "tier_id": one, "name": name, "duration": duration, "uri": "", "image_uri": "",
                        "defined_at": 1, "block_number": 1}
                       for one, name, duration in ((0, "=Gold", 0), (1, "Silver, \"plated\"", 50 * DAY))]),
        (models.Membership, [membership(token_id) for token_id in range(1, count + 1)]),
    ]  # fmt: skip
    with engine.begin() as connection:
        for table, values in rows:
            connection.execute(insert(table), values)


def membership(token_id: int) -> dict[str, Any]:
    """Values of one row."""
    issued = NOW - 100 * DAY + token_id
    return {
        "token_id": token_id, "tier_id": token_id % 2, "holder": holder(token_id), "units": 3, "locked": False,
        "issued_at": issued, "acquired_at": issued, "lapsed": token_id % 10 == 1, "revoked": False, "block_number": 1,
    }  # fmt: skip


def digest(lines: Any) -> str:
    """Of token ids and holders, in their order."""
    found = hashlib.sha256()
    for token_id, account in lines:
        found.update(f"{token_id} {account.lower()}\n".encode())
    return found.hexdigest()
