"""The PostgreSQL server dies at once: the API says that the database does not answer, and is well when it is back."""

from typing import Any

from sqlmodel import Session, SQLModel

from scripts.local.postgres import PostgresServer
from symbia import tables as models
from symbia.tables.db import create_engine_for
from tests.api.conftest import HASH
from tests.api.kit.test_problems import check

ASKED: list[tuple[str, str, Any]] = [
    ("GET", "/v1/status", None),
    ("GET", "/v1/proposals", None),
    ("GET", "/v1/memberships/export", None),
    ("POST", "/v1/sign-in/nonce", {"account": f"0x{1:040x}"}),
]


def test_it_says_so_and_is_well_again(brand: Any) -> None:
    with PostgresServer() as server:
        url = server.uri.replace("postgresql://", "postgresql+psycopg://")
        fill(url)
        client = brand.client(database_url=url, public_url="https://members.example")

        def ask() -> list[Any]:
            return [client.ask(method, path, json=body) for method, path, body in ASKED]

        assert [answer.status_code for answer in ask()] == [200] * len(ASKED)
        server.kill()
        for answer in ask():
            check(answer, "database_unavailable", 503)
            assert answer.headers["retry-after"] == "2"
        assert "database does not answer" in client.get("/").text
        server.restart()
        assert [answer.status_code for answer in ask()] == [200] * len(ASKED)
        client.app.state.services.close()


def fill(url: str) -> None:
    """Just so much that there is a head."""
    engine = create_engine_for(url)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(
            models.IndexedChain(
                id=1, chain_id=1, start_block=0, start_block_hash=HASH, addresses={"BrandAccess": "0x" + "ab" * 20}
            )
        )
        session.add(models.Cursor(id=1, block_number=5, block_hash=HASH, block_timestamp=5, chain_head=5))
        session.commit()
    engine.dispose()
