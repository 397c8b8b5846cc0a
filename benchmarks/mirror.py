"""An arena's chain as Symbia shows it: indexed into SQLite by the real indexer, read through the real API."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from fastapi import FastAPI

from api.app import create_app
from benchmarks.elections import DuelElection
from benchmarks.hustings import Hustings, Seen
from benchmarks.tallies import PARTS, SPLIT, ReferenceRound, encode
from benchmarks.votes_duel import DifferentError
from indexer.follow import Follower
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import DeployedContract, Deployment
from symbia.chain.node import Node
from symbia.rules.ballots.names import METHODS
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade

FINALITY_DEPTH = 64
ACCOUNTS_A_PAGE = 100


class Mirror:
    """The tables of one arena and the API over them."""

    def __init__(self, arena: Hustings, follower: Follower, app: FastAPI) -> None:
        self._arena = arena
        self._follower = follower
        self._app = app

    def follow(self) -> None:
        """Index everything up to the head."""
        while not self._follower.step().at_head:
            pass

    def compare(self, seen: Seen, election: DuelElection) -> None:
        """Hold tally and ballots of a finished proposal against the model's. Raises DifferentError."""
        found, expected = self._found(election), self._expected(seen, election)
        if found != expected:
            raise DifferentError(f"{election}\nAPI      {found}\nexpected {expected}")

    def _found(self, election: DuelElection) -> dict[str, Any]:
        tally = self._get(f"/v1/proposals/{election.number}/tally")["tally"]
        listed = self._get(f"/v1/proposals/{election.number}/ballots?limit={ACCOUNTS_A_PAGE}")["ballots"]
        return {
            "method": tally["method"],
            "state": tally["state"],
            "choices": [one["parts"] for one in tally["choices"]],
            "votes": tally["votes"],
            "participation": tally["quorum"]["counted"],
            "quorum": tally["quorum"]["required"],
            "winner": tally["outcome"]["winner"] or 0,
            "passing": tally["outcome"]["passing"],
            "rounds": [ReferenceRound.of_json(one) for one in tally["rounds"]],
            "seed": int(tally["lot"]["seed"], 16) if tally["lot"] else 0,
            "ballots": {one["account"]: (int(one["choice_number"]), one["units"], one["votes"]) for one in listed},
        }

    def _expected(self, seen: Seen, election: DuelElection) -> dict[str, Any]:
        expected = election.expected(seen.units, seen.supply, seen.seed)
        result = expected.result
        parts = 1 if election.method == SPLIT else PARTS
        counted = zip(expected.voted, expected.ballots, expected.votes, strict=True)
        return {
            "method": METHODS[election.method],
            "state": "succeeded" if expected.succeeded else "defeated",
            "choices": [votes * parts for votes in result.options],
            "votes": result.votes,
            "participation": result.participation,
            "quorum": expected.quorum,
            "winner": result.winner,
            "passing": expected.succeeded,
            "rounds": list(expected.rounds),
            "seed": seen.seed,
            "ballots": {
                self._arena.accounts[voter]: (encode(election.method, ballot), seen.units[voter], votes)
                for voter, ballot, votes in counted
            },
        }

    def _get(self, path: str) -> Any:
        answer = asyncio.run(self._ask(path))
        if not answer.is_success:
            raise DifferentError(f"{path}: {answer.text}")
        return answer.json()

    async def _ask(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://symbia.bench") as client:
            return await client.get(path)


@contextmanager
def mirrored(arena: Hustings) -> Iterator[Mirror]:
    """A mirror with nothing in it yet."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            rpc_url=arena.url,
            database_url=f"sqlite:///{folder}/symbia.db",
            content_dir=Path(folder) / "content",
            finality_depth=FINALITY_DEPTH,
            rate_limit="",
        )
        engine = create_engine_for(settings.database_url)
        upgrade(engine)
        with open_writer(engine) as connection, Node(arena.url) as node:
            follower = Follower(node, connection, _deployment(arena, node), FINALITY_DEPTH)
            follower.require_same_chain()
            app = create_app(settings)
            yield Mirror(arena, follower, app)
            app.state.services.engine.dispose()
        engine.dispose()


def _deployment(arena: Hustings, node: Node) -> Deployment:
    """The arena's contracts; those that are not in it have addresses at which nothing is."""
    known = {
        "BrandAccess": arena.authority.address,
        "BrandMembership": arena.subject.address,
        "BrandTimelock": arena.timelock.address,
        "BrandGovernor": arena.governor.address,
        "BallotLens": arena.lens.address,
    }
    contracts = {
        name: DeployedContract(known.get(name, f"0x{place:040x}"), abi_sha256(load_abi(name)))
        for place, name in enumerate(CONTRACTS, start=0xDEAD)
    }
    genesis = node.headers([0])[0]
    if genesis is None:
        raise RuntimeError(f"{node.url} has no first block")
    return Deployment(node.chain_id(), "Duel", 0, genesis.hash, contracts)
