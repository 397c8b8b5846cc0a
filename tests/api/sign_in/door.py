"""People with keys who sign in, on both databases, and a node that knows two contract wallets."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_account import Account
from eth_account.messages import encode_defunct
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel

from api.kit.chain import Reverted
from scripts.local.postgres import postgres_server
from symbia import tables as models
from symbia.tables.db import create_engine_for

START = 1_900_000_000  # of the server's clock; the chain's own is elsewhere
ORIGIN = "http://symbia.test"
YES = bytes.fromhex("1626ba7e") + bytes(28)


class Node:
    """The chain as far as signatures go: addresses with code, and what they say to isValidSignature."""

    def __init__(self) -> None:
        self.wallets: dict[str, bytes | None] = {}  # None: it reverts
        self.asked = 0
        self.shown: list[bytes] = []  # signatures

    def close(self) -> None:
        """Nothing is open."""

    def require(self, chain_id: int) -> None:
        assert chain_id == 1337

    def has_code(self, address: str) -> bool:
        self.asked += 1
        return address in self.wallets

    def call(self, to: str, data: str, gas: int) -> bytes:
        _, signature = decode(["bytes32", "bytes"], bytes.fromhex(data[10:]))
        self.shown.append(signature)
        answer = self.wallets[to]
        if answer is None:
            raise Reverted(b"", "execution reverted")
        return answer


class Door:
    """A server that people sign in to. `now` is its clock."""

    def __init__(self, brand: Any) -> None:
        self.brand = brand
        self.now = START
        self.node = Node()
        self.client = brand.client(public_url=ORIGIN)
        services = self.client.app.state.services
        self.client.app.state.services = replace(services, chain=self.node, clock=lambda: self.now)

    def message(self, person: Any) -> str:
        answer = self.client.post("/v1/sign-in/nonce", json={"account": person.address})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["message"])

    def post(self, message: str, signature: str, **options: Any) -> Any:
        deliver = options.pop("deliver", "token")
        body = {"message": message, "signature": signature, "deliver": deliver}
        return self.client.post("/v1/sign-in", json=body, **options)

    def sign_in(self, person: Any) -> dict[str, str]:
        """The header of a new session."""
        message = self.message(person)
        answer = self.post(message, sign(person, message))
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def grant(self, person: Any, role_id: int, *, since: int = 1, delay: int = 0, delay_since: int = 0) -> None:
        member = {"role_id": str(role_id), "account": person.address.lower(), "block_number": 1}
        self.brand.merge(models.RoleMember(**member, execution_delay=delay, delay_since=delay_since, since=since))

    def revoke(self, person: Any, role_id: int) -> None:
        with Session(self.brand.engine) as session:
            session.delete(session.get_one(models.RoleMember, (str(role_id), person.address.lower())))
            session.commit()


def to_be_deployed(signature: bytes) -> bytes:
    """A signature of a wallet that is still to be deployed (ERC-6492)."""
    return encode(["address", "bytes", "bytes"], ["0x" + "fa" * 20, b"\x12", signature]) + bytes.fromhex("6492" * 16)


def sign(person: Any, message: str) -> str:
    """A signature by `personal_sign`."""
    return str(person.sign_message(encode_defunct(text=message)).signature.to_0x_hex())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A PostgreSQL with tables."""
    with postgres_server() as uri:
        engine = create_engine_for(uri.replace("postgresql://", "postgresql+psycopg://"))
        SQLModel.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, brand: Any) -> Engine:
    """Tables of each kind, empty. Tests that have nothing to do with the database ask for one kind: `on_sqlite`."""
    if request.param == "sqlite":
        made: Engine = brand.engine
        return made
    made = request.getfixturevalue("postgres")
    with made.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} RESTART IDENTITY"))
    return made


on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def door(brand: Any, engine: Engine) -> Iterator[Door]:
    brand.engine = engine
    brand.settings = replace(brand.settings, database_url=engine.url.render_as_string(hide_password=False))
    brand.head()
    made = Door(brand)
    yield made
    made.client.app.state.services.close()


@pytest.fixture
def ada() -> Any:
    return Account.from_key("0x" + "a1" * 32)


@pytest.fixture
def bob() -> Any:
    return Account.from_key("0x" + "b2" * 32)
