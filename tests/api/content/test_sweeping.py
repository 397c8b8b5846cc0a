"""What nothing on chain names goes after a while, and nothing else."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from api.content.sweeping import sweep, sweeping
from api.kit.problems import ProblemError
from symbia import tables as models
from symbia.content import cid_of
from symbia.content.tree import CHUNK_BYTES
from symbia.tables.content import PinnedDocument
from symbia.units import DAY
from tests.api.conftest import account

KEEP = 14 * DAY


class Attic:
    """A server to which documents were brought long ago, and its clock."""

    def __init__(self, brand: Any) -> None:
        self.brand = brand
        self.client = brand.client()
        self.now = 1_700_000_000
        self.services = replace(self.client.app.state.services, clock=lambda: self.now)
        self.client.app.state.services = self.services
        self.folder = Path(brand.settings.content_dir)
        brand.head(at=self.now)

    def bring(self, data: bytes) -> str:
        answer = self.client.post("/v1/content", content=data)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["cid"])

    def later(self, seconds: int = KEEP, *, indexed: bool = True) -> None:
        """Files grow old with the clock."""
        self.now += seconds
        for path in self.folder.rglob("*"):
            if path.is_file():
                os.utime(path, (0, 0))
        if indexed:
            self.brand.head(at=self.now)

    def has(self, cid: str) -> bool:
        return bool(self.services.store.has(cid))

    def rows(self) -> dict[str, PinnedDocument]:
        with Session(self.brand.engine) as session:
            return {row.cid: row for row in session.exec(select(PinnedDocument)).all()}


@pytest.fixture
def attic(brand: Any) -> Attic:
    return Attic(brand)


def test_what_nothing_names_goes_after_its_days_and_not_before(attic: Attic) -> None:
    cid = attic.bring(b"a draft that nobody signed")
    attic.later(KEEP - 1)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)
    attic.later(1)
    assert (sweep(attic.services), attic.has(cid)) == (1, False)
    assert attic.rows() == {}
    assert [one for one in attic.folder.rglob("*") if one.is_file()] == []


def test_whoever_brings_it_again_begins_anew(attic: Attic) -> None:
    cid = attic.bring(b"once more")
    attic.later(KEEP - 1)
    attic.bring(b"once more")
    attic.later(KEEP - 1)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)
    attic.later(1)
    assert sweep(attic.services) == 1
    assert attic.bring(b"once more") == cid
    assert attic.services.store.get(cid) == b"once more"


def calldata(text: str) -> str:
    return "0x12345678" + text.encode().hex()


def by_description(brand: Any, cid: str) -> None:
    brand.proposal(description=f"# Scent\n\nipfs://{cid}\n\n#proposer={account(1)}")


def by_uri(brand: Any, cid: str) -> None:
    brand.proposal(content_uri=f"ipfs://{cid}")


def by_perk(brand: Any, cid: str) -> None:
    brand.perk(uri=f"https://gateway.example/ipfs/{cid}?download=1")


def by_tier(brand: Any, cid: str) -> None:
    brand.tier(uri=f"ipfs://{cid}")


def by_picture(brand: Any, cid: str) -> None:
    brand.tier(image_uri=f"ipfs://{cid}")


def by_ballot(brand: Any, cid: str) -> None:
    brand.proposal()
    brand.ballot(1, account(1), reason=f"See ipfs://{cid}.")


def by_calldata(brand: Any, cid: str) -> None:
    """A proposal that defines a perk when it is executed, which may take longer than a document is kept."""
    brand.proposal()
    action = models.ProposalAction(
        proposal_number=1,
        position=0,
        target=account(9),
        value="0" * 64,
        calldata=calldata(f"ipfs://{cid}"),
        block_number=1,
    )
    brand.add(action)


@pytest.mark.parametrize(
    "name", [by_description, by_uri, by_perk, by_tier, by_picture, by_ballot, by_calldata], ids=lambda one: one.__name__
)
def test_what_is_named_stays(attic: Attic, name: Any) -> None:
    cid, other = attic.bring(b"what they vote on"), attic.bring(b"what nobody names")
    name(attic.brand, cid)
    attic.later()
    assert sweep(attic.services) == 1
    assert (attic.has(cid), attic.has(other)) == (True, False)
    assert [row.named for row in attic.rows().values()] == [True]
    attic.later(100 * KEEP)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)


def test_what_named_documents_name_stays(attic: Attic) -> None:
    picture, list_ = attic.bring(b"\x89PNG a picture"), attic.bring(b'[["0x1", "2"]]')
    drop = attic.bring(json.dumps({"image": f"ipfs://{picture}", "allowlist": f"ipfs://{list_}"}).encode())
    tier = attic.bring(json.dumps({"external_url": f"https://x.example/ipfs/{drop}"}).encode())
    lost = attic.bring(json.dumps({"image": f"ipfs://{picture}"}).encode())
    attic.brand.tier(uri=f"ipfs://{tier}")
    attic.later()
    assert sweep(attic.services) == 1
    assert [attic.has(cid) for cid in (picture, list_, drop, tier, lost)] == [True, True, True, True, False]


def test_a_document_of_many_blocks_goes_without_what_others_need(attic: Attic) -> None:
    first, second, third = (bytes([number]) * CHUNK_BYTES for number in range(3))
    goes, stays = attic.bring(first + second), attic.bring(second + third)
    alone = attic.bring(first)  # a document that is a block of another one
    attic.brand.proposal(content_uri=f"ipfs://{stays}")
    attic.brand.perk(uri=f"ipfs://{alone}")
    attic.later()
    assert sweep(attic.services) == 1
    assert not attic.has(goes)
    assert attic.services.store.get(stays) == second + third
    assert attic.services.store.get(alone) == first
    attic.brand.engine.dispose()


def test_an_indexer_that_is_late_lets_nothing_go(attic: Attic) -> None:
    """It may not have seen the block that names it."""
    cid = attic.bring(b"named in a block that is not indexed")
    attic.later(indexed=False)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)
    by_uri(attic.brand, cid)
    attic.brand.head(at=attic.now)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)


def test_a_chain_whose_clock_is_ahead_lets_nothing_go(attic: Attic) -> None:
    cid = attic.bring(b"brought today")
    attic.brand.head(at=attic.now + 100 * KEEP)
    assert (sweep(attic.services), attic.has(cid)) == (0, True)


def test_before_anything_is_indexed_nothing_goes(brand: Any) -> None:
    with pytest.raises(ProblemError) as caught:
        sweep(brand.client().app.state.services)
    assert caught.value.code == "not_yet_indexed"


def test_what_somebody_writes_just_now_stays(attic: Attic) -> None:
    """Whoever stores a document passes over blocks that are here already."""
    cid = attic.bring(b"a block of somebody's document")
    attic.later()
    attic.services.store.put(b"a block of somebody's document")
    assert (sweep(attic.services), attic.has(cid)) == (0, True)
    attic.later(1)
    assert (sweep(attic.services), attic.has(cid)) == (1, False)


def test_who_brought_it_is_forgotten_after_a_day(attic: Attic) -> None:
    cid = attic.bring(b"mine")
    attic.later(DAY - 1)
    sweep(attic.services)
    assert attic.rows()[cid].brought_by == "127.0.0.1"
    attic.later(1)
    sweep(attic.services)
    assert attic.rows()[cid].brought_by == ""


def test_a_server_sweeps_while_it_runs(attic: Attic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.content.sweeping.FIRST", 0)
    monkeypatch.setattr("api.content.sweeping.EVERY", 0.001)
    cid = attic.bring(b"a draft")
    attic.later()
    with sweeping(attic.services):
        for _ in range(10_000):
            if not attic.has(cid):
                break
            attic.client.get("/v1/status")
    assert not attic.has(cid)


def test_status_says_how_much_there_is(attic: Attic) -> None:
    said = attic.client.get("/v1/status").json()["status"]["content"]
    assert said == {"documents": 0, "bytes": 0, "limit": 1_073_741_824}
    attic.bring(b"x")
    attic.bring(b"y" * 5_000)
    said = attic.client.get("/v1/status").json()["status"]["content"]
    assert said == {"documents": 2, "bytes": 12_288, "limit": 1_073_741_824}


def test_content_that_somebody_only_asks_for_is_not_kept(attic: Attic, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no end of what a node of IPFS finds."""
    asked: list[bool] = []

    def get(_store: Any, _cid: str, *, keep: bool = True) -> bytes:
        asked.append(keep)
        return b"from far away"

    monkeypatch.setattr(type(attic.services.store), "get", get)
    assert attic.client.get(f"/v1/content/{cid_of(b'from far away')}").content == b"from far away"
    assert asked == [False]
