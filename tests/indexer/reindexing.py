"""What tests of a re-index begin with: damaged tables, and one that got so far."""

from collections.abc import Callable
from threading import Event

from sqlalchemy import delete, func, select, update

from indexer.follow import FollowStep
from indexer.loop import Loop
from indexer.outage import Outage
from indexer.rebuild.aside import READY, read_state
from indexer.reindex import Rebuilding
from indexer.run import run
from indexer.watch.metrics import Watch
from indexer.write.shapes import table_of
from symbia.chain.deployment import Deployment
from symbia.settings import Settings
from symbia.tables.ballots import Ballot
from symbia.tables.db import create_engine_for
from symbia.tables.memberships import Membership, Tier


def index_and_damage(settings: Settings) -> None:
    """An index in which rows are missing, and others are wrong."""
    run(settings, Event(), until_head=True)
    damage(settings.database_url)


def damage(url: str) -> None:
    """Rows that are missing, and others that are wrong."""
    engine = create_engine_for(url)
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(table_of(Membership)))
    # SQLite refuses at once who has read and then writes while somebody else has written in between.
    with engine.begin() as connection:
        connection.execute(delete(table_of(Ballot)))
        connection.execute(update(table_of(Tier)).values(name="damaged", units=Tier.units + 1))  # type: ignore[operator]
    engine.dispose()


def reindex_until(settings: Settings, enough: Callable[[FollowStep], bool]) -> list[FollowStep]:
    """Re-index until a step was enough, or it is done; the steps."""
    stop, steps = Event(), list[FollowStep]()

    def hear(step: FollowStep) -> None:
        steps.append(step)
        if enough(step):
            stop.set()

    run(settings, stop, reindex=True, until_head=True, progress=hear)
    return steps


def build(settings: Settings) -> None:
    """Beside the tables in use, ready to be taken over by their writer."""
    engine, watch = create_engine_for(settings.database_url), Watch()
    outage = Outage(engine, watch, pause=0.0, patience=1)
    deployment = Deployment.load(settings.deployment)
    Rebuilding(engine, Loop(settings, deployment, Event(), watch, outage, None, until_head=True)).build()
    with engine.connect() as connection:
        assert read_state(connection) == READY
    engine.dispose()
