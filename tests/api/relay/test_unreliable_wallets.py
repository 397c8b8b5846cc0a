"""A contract wallet whose ballot passed every trial and reverted when sent: no more of it at the brand's cost."""

from pathlib import Path

import pytest

from api.kit.problems import ProblemError
from api.relay.queries import require_reliable
from api.relay.taking import store
from symbia.rules.ballots.gas import GasRules
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, read_session
from symbia.tables.migrations import upgrade
from symbia.tables.relay import SignedBallot
from tests.worded import raises_worded

WALLET, OTHER = "0x" + "aa" * 20, "0x" + "bb" * 20


def ballot(account: str, kind: str, returns: int) -> SignedBallot:
    return SignedBallot(
        receipt=f"{account[2:4]}{kind}{returns}".ljust(64, "0"),
        proposal_number=7,
        account=account,
        member_number=1,
        kind=kind,
        choice="1".rjust(64, "0"),
        deadline=2_000_000_000,
        signature="0x",
        votes=1,
        received_at=1,
        changed_at=1,
        state="invalid",
        returns=returns,
    )


@pytest.mark.parametrize(
    ("kind", "returns", "refused"), [("wallet", 1, True), ("wallet", 0, False), ("member", 1, False)]
)
def test_one_lie_is_paid_for(tmp_path: Path, kind: str, returns: int, refused: bool) -> None:
    engine = create_engine_for(f"sqlite:///{tmp_path}/symbia.db")
    upgrade(engine)
    store(engine, ballot(WALLET, kind, returns), GasRules.load(Settings()), left=60)
    with read_session(engine) as session:
        require_reliable(session, OTHER)
        if refused:
            with raises_worded(ProblemError, match="passed every trial and reverted") as problem:
                require_reliable(session, WALLET)
            assert problem.value.code == "ballot_refused"
        else:
            require_reliable(session, WALLET)
    engine.dispose()
