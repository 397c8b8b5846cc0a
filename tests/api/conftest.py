"""A brand in a database, made row by row as an indexer would leave it, and a client that asks the API about it."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from api.app import create_app
from api.kit.chain import Chain
from api.kit.kept import Kept
from api.kit.lanes import has_turn
from api.kit.language import Language
from api.kit.openapi import codes_of, operations
from api.kit.problems import MEDIA_TYPE, Problem
from api.kit.reading import Reading, read_head
from symbia import tables as models
from symbia.rules.ballots.run_off import label_digest
from symbia.settings import Settings
from symbia.tables.db import create_engine_for
from symbia.tables.types import to_wei_text
from tests.api.life import Life

ZERO = "0x" + "0" * 40
HASH = "0x" + "ab" * 32
TIE_SEED = 0xABCD_0123_4567_89AB_CDEF
NOW = 1_800_000_000  # of the head: 2027-01-15 08:00 UTC
CONTRACTS = ("BrandAccess", "BrandGovernor", "BrandMembership", "BrandTimelock", "PerkRegistry", "MembershipDrops")


def account(number: int) -> str:
    """Address of a test account, lower case."""
    return f"0x{number:040x}"


def open_terms() -> dict[str, Any]:
    """Terms of a perk that any membership may redeem at any time, as often as its holder likes."""
    never = ("starts_at", "ends_at", "min_holding_seconds", "supply", "per_membership", "per_wallet")
    return {**dict.fromkeys(never, 0), "tier_ids": []}


class Client:
    """Asks an app over ASGI."""

    def __init__(self, app: FastAPI, address: str = "127.0.0.1") -> None:
        self.app = app
        self.address = address

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("POST", path, **options)

    def pages(self, path: str, key: str, **options: Any) -> list[Any]:
        """Every entry of a list, page by page. `path` has a query: the limit at least."""
        found: list[Any] = []
        cursor = ""
        while True:
            answer = self.get(f"{path}{cursor}", **options)
            assert answer.status_code == 200, answer.text
            found += answer.json()[key]
            if (following := answer.json()["page"]["next"]) is None:
                return found
            cursor = f"&cursor={following}"

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, options))

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://symbia.test") as client:
            answer = await client.request(method, path, **options)
        require_documented(self.app, answer)
        return answer


def require_documented(app: FastAPI, answer: httpx.Response) -> None:
    """Whatever a test makes the API refuse: the operation names the code, and the document has every member."""
    if answer.headers.get("content-type") != MEDIA_TYPE or answer.request.method == "HEAD":
        return
    problem, method, path = answer.json(), answer.request.method, answer.request.url.path
    assert problem.keys() <= Problem.model_fields.keys()
    for route in operations(app):
        methods = route.methods or set()
        if route.path_regex.match(path) and ("GET" if method == "HEAD" else method) in methods:
            assert (answer.status_code, problem["code"]) in codes_of(route), f"{method} {path}: {problem}"
            return


class Brand:
    """Writes rows. Each call that stands for an event takes the next log of the block at `now`."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self.now = NOW - 1_000_000
        self.block = 1
        self.log = 0
        self.tokens: dict[int, str] = {}
        self.delegates: dict[str, str] = {}
        self.votes: dict[str, int] = {}
        self.members: dict[str, int] = {}
        self.tier_units: dict[int, int] = {}
        self.tier_transferable: dict[int, bool] = {}
        self.token_tiers: dict[int, int] = {}
        self.life = Life(self)

    def add(self, *rows: SQLModel) -> None:
        with Session(self.engine) as session:
            session.add_all(rows)
            session.commit()

    def merge(self, *rows: SQLModel) -> None:
        with Session(self.engine) as session:
            for row in rows:
                session.merge(row)
            session.commit()

    def head(
        self, at: int = NOW, *, block: int = 1_000, chain_head: int | None = None, hash_: str = HASH, rebuilds: int = 0
    ) -> None:
        """The cursor; the first call names the chain too."""
        addresses = {name: account(0xC0 + place) for place, name in enumerate(CONTRACTS)}
        self.merge(
            models.IndexedChain(
                id=1, chain_id=1337, start_block=0, start_block_hash=HASH, addresses=addresses, rebuilds=rebuilds
            ),
            models.Cursor(
                id=1,
                block_number=block,
                block_hash=hash_,
                block_timestamp=at,
                chain_head=block if chain_head is None else chain_head,
            ),
        )

    def at(self, second: int) -> None:
        """Later events happen in a new block at this second."""
        self.now, self.block, self.log = second, self.block + 1, 0

    def place(self) -> dict[str, int]:
        self.log += 1
        return {"block_number": self.block, "log_index": self.log}

    def setting(self, name: str, value: str) -> None:
        self.add(models.ContractSetting(contract="BrandGovernor", name=name, value=value, block_number=1))

    def tier(self, tier_id: int = 1, units: int = 10, **changed: Any) -> None:
        self.tier_units[tier_id] = units
        self.tier_transferable[tier_id] = bool(changed.get("transferable", True))
        fields = {
            "supply": 100,
            "duration": 0,
            "transferable": True,
            "royalty_bps": 0,
            "royalty_receiver": ZERO,
            "name": f"Tier {tier_id}",
            "uri": "ipfs://nothing",
            "image_uri": "ipfs://nothing",
            "defined_at": self.now,
            "block_number": self.block,
        }
        self.add(models.Tier(tier_id=tier_id, units=units, **{**fields, **changed}))

    def issue(self, holder: str, tier_id: int = 1) -> int:
        token_id, units = len(self.tokens) + 1, self.tier_units[tier_id]
        self.tokens[token_id], self.token_tiers[token_id] = holder, tier_id
        self.add(
            models.Membership(
                token_id=token_id,
                tier_id=tier_id,
                holder=holder,
                units=units,
                locked=not self.tier_transferable[tier_id],
                issued_at=self.now,
                acquired_at=self.now,
                block_number=self.block,
            )
        )
        self.transferred(token_id, ZERO, holder)
        self.add(models.UnitChange(**self.place(), token_id=token_id, delta=units, at=self.now))
        self._register(holder)
        self.change_votes(self.delegates.get(holder, holder), units)
        return token_id

    def transfer(self, token_id: int, to: str) -> None:
        sender, units = self.tokens[token_id], self.life.units(token_id)
        self.tokens[token_id] = to
        with Session(self.engine) as session:
            row = session.get_one(models.Membership, token_id)
            row.holder = to
            row.acquired_at = row.acquired_at if sender == to else self.now
            session.commit()
        self.transferred(token_id, sender, to)
        self._register(to)
        loser, gainer = self.delegates.get(sender, sender), self.delegates.get(to, to)
        self._move(loser, gainer, units)

    def delegate(self, delegator: str, to: str) -> None:
        previous = self.delegates.get(delegator, delegator)
        self.delegates[delegator] = to
        self.add(
            models.DelegationChange(**self.place(), delegator=delegator, previous=previous, delegatee=to, at=self.now)
        )
        with Session(self.engine) as session:
            row = session.get(models.Delegation, delegator)
            if row is not None:
                session.delete(row)
                session.flush()
            if to != delegator:
                session.add(
                    models.Delegation(delegator=delegator, delegatee=to, since=self.now, block_number=self.block)
                )
            session.commit()
        held = sum(self.life.units(one) for one, holder in self.tokens.items() if holder == delegator)
        self._move(previous, to, held)

    def proposal(self, number: int = 1, **changed: Any) -> None:
        fields: dict[str, Any] = {
            "proposer": account(1),
            "type_id": 1,
            "quorum_bps": 2_000,
            "quorum_base": sum(self.votes.values()),
            "approval_bps": 5_000,
            "binding": False,
            "title": f"Proposal {number}",
            "content_uri": None,
            "description": f"# Proposal {number}",
            "snapshot_at": NOW - 500,
            "deadline_at": NOW + 500,
            "created_at": NOW - 600,
            "block_number": 100 + number,
            "tx_hash": HASH,
        }
        self.add(models.Proposal(number=number, **{**fields, **changed}))

    def proposal_type(self, type_id: int = 1, **changed: Any) -> None:
        fields: dict[str, Any] = {
            "voting_delay": 60,
            "voting_period": 600,
            "proposal_threshold": 10,
            "quorum_bps": 2_000,
            "approval_bps": 5_000,
            "proposer_rule": "brand_or_members",
            "binding": False,
            "active": True,
            "name": f"Type {type_id}",
            "block_number": 1,
        }
        self.add(models.ProposalType(type_id=type_id, **{**fields, **changed}))

    def ballot(self, number: int, voter: str, support: int = 1, votes: int = 10, **changed: Any) -> None:
        fields: dict[str, Any] = {"reason": "", "at": NOW - 100, "tx_hash": HASH, **self.place()}
        self.add(
            models.Ballot(proposal_number=number, account=voter, support=support, votes=votes, **{**fields, **changed})
        )

    def question(
        self, number: int, method: str, labels: str, *, actions: tuple[int, ...] | None = None, **changed: Any
    ) -> None:
        """A proposal between options, `labels` with a space between; `actions`: how many each has."""
        each = labels.split()
        ranked = method == "ranked"
        seed = {"tie_seed": to_wei_text(TIE_SEED)} if ranked else {}
        self.proposal(number, method=method, option_count=len(each), **{**seed, **changed})
        for place, (label, count) in enumerate(zip(each, actions or (0,) * len(each), strict=True), start=1):
            self.add(
                models.ProposalOption(
                    proposal_number=number,
                    number=place,
                    label=label,
                    label_digest=label_digest(label) if ranked else 0,
                    actions=count,
                    block_number=self.block,
                )
            )

    def answer(self, number: int, voter: str, choice: int, votes: int = 10, **changed: Any) -> None:
        """A ballot in a proposal between options; `choice` as a number."""
        self.ballot(number, voter, 0, votes, params=f"0x{choice:064x}", **changed)

    def exclude(self, version: int, *accounts: str) -> None:
        """A list of accounts that take no part."""
        rows = (models.ExcludedAccount(version=version, account=one, block_number=self.block) for one in accounts)
        self.add(*rows)

    def perk(self, perk_id: int = 1, **changed: Any) -> None:
        fields: dict[str, Any] = {
            **open_terms(),
            "uri": "ipfs://nothing",
            "defined_at": NOW - 1_000,
            "block_number": 1,
        }
        self.add(models.Perk(perk_id=perk_id, **{**fields, **changed}))

    def redemption(self, redemption_id: int, perk_id: int = 1, token_id: int = 1, holder: str = account(1)) -> None:
        self.add(
            models.Redemption(
                redemption_id=redemption_id,
                perk_id=perk_id,
                token_id=token_id,
                account=holder,
                at=NOW - 50,
                block_number=200 + redemption_id,
                tx_hash=HASH,
            )
        )

    def payment(self, wei: int, *, incoming: bool = True) -> None:
        self.add(
            models.TreasuryEntry(
                **self.place(),
                incoming=incoming,
                counterparty=account(7),
                amount=to_wei_text(wei),
                at=self.now,
                tx_hash=HASH,
            )
        )

    def read(self, question: Callable[[Reading], Any]) -> Any:
        """What a query says."""
        with Session(self.engine) as session:
            return question(Reading(session, read_head(session, self.settings.finality_depth), Kept()))

    def client(self, **changed: Any) -> Client:
        """A client of an app with these settings changed."""
        return Client(create_app(replace(self.settings, **changed)))

    def transferred(self, token_id: int, sender: str, to: str) -> None:
        self.add(
            models.MembershipTransfer(
                **self.place(), token_id=token_id, sender=sender, recipient=to, at=self.now, tx_hash=HASH
            )
        )

    def _register(self, holder: str) -> None:
        if holder in self.members:
            return
        self.members[holder] = len(self.members) + 1
        self.add(
            models.Member(account=holder, number=self.members[holder], registered_at=self.now, block_number=self.block)
        )

    def _move(self, loser: str, gainer: str, units: int) -> None:
        if loser != gainer and units:
            self.change_votes(loser, -units)
            self.change_votes(gainer, units)

    def change_votes(self, holder: str, delta: int) -> None:
        self._register(holder)
        before = self.votes.get(holder, 0)
        self.votes[holder] = before + delta
        self.add(
            models.VotesCheckpoint(
                **self.place(), account=holder, previous_votes=before, votes=before + delta, at=self.now
            )
        )


ASK = ("require", "balance", "has_code", "has_key", "codes", "call", "simulate", "newest")
# One of them asks at a time, and seldom: readers do not wait for it together.
ASK_ALONE = {"api.drops.currencies", "api.web.pulse"}
_requested: ContextVar[bool] = ContextVar("requested", default=False)


@pytest.fixture(autouse=True)
def asked_in_turn() -> Iterator[None]:
    """Requests that ask a node wait in its lane first: see api.kit.lanes. Whatever a test does, it holds."""
    out_of_turn: list[str] = []
    serve = Language.__call__

    async def requested(self: Language, scope: Any, receive: Any, send: Any) -> None:
        token = _requested.set(True)
        try:
            await serve(self, scope, receive, send)
        finally:
            _requested.reset(token)

    def watched(name: str) -> Callable[..., Any]:
        ask = getattr(Chain, name)

        def asked(self: Chain, *arguments: Any, **named: Any) -> Any:
            if _requested.get() and not has_turn() and not ASK_ALONE & set(_callers()):
                out_of_turn.append(f"{name}{arguments}")
            return ask(self, *arguments, **named)

        return asked

    with pytest.MonkeyPatch.context() as patch:  # of its own: that of the test is undone before its fixtures end
        patch.setattr(Language, "__call__", requested)
        for name in ASK:
            patch.setattr(Chain, name, watched(name))
        yield
    assert out_of_turn == [], "an endpoint asks the node without @waits_in"


def _callers() -> Iterator[str]:
    frame = sys._getframe()
    while frame is not None:
        yield str(frame.f_globals.get("__name__"))
        frame = frame.f_back  # type: ignore[assignment]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing listens at the node's port."""
    return Settings(
        rpc_url="http://127.0.0.1:1",
        deployment=tmp_path / "deployment.json",
        database_url=f"sqlite:///{tmp_path}/symbia.db",
        content_dir=tmp_path / "content",
        rate_limit="",
    )


@pytest.fixture
def brand(settings: Settings) -> Iterator[Brand]:
    """A database with tables and nothing in them."""
    engine = create_engine_for(settings.database_url)
    SQLModel.metadata.create_all(engine)
    yield Brand(engine, settings)
    engine.dispose()


@pytest.fixture
def client(brand: Brand) -> Iterator[Client]:
    """A client of the app over the brand's database."""
    found = brand.client()
    yield found
    found.app.state.services.close()
