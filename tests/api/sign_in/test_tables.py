"""The tables that the API writes, beside those that the indexer writes."""

from contextlib import suppress
from threading import Event, Thread
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from indexer.write.shapes import SERVICE, table_of
from indexer.write.store import wipe
from symbia import tables as models
from symbia.tables.db import open_writer, service_session


def test_indexing_anew_leaves_sessions_as_they_are(door: Any, ada: Any) -> None:
    header = door.sign_in(ada)
    with open_writer(door.brand.engine) as connection, connection.begin():
        wipe(connection)
    answer = door.client.get("/v1/sign-in", headers=header)
    assert answer.json()["code"] == "not_yet_indexed"
    door.brand.head()
    assert door.client.get("/v1/sign-in", headers=header).status_code == 200


def test_nothing_of_the_api_is_written_when_its_transaction_fails(door: Any) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def write() -> None:
        with service_session(door.brand.engine) as session:
            session.add(models.SignInNonce(nonce_hash="0" * 64, expires_at=1))
            session.flush()
            raise Stop

    with suppress(Stop):
        write()
    with Session(door.brand.engine) as session:
        assert session.exec(select(models.SignInNonce)).all() == []


def test_people_sign_in_while_the_indexer_writes(door: Any, ada: Any) -> None:
    """It takes turns with them: whoever comes during a step waits for its end."""
    writing, signed_in, headers = Event(), Event(), []

    def come() -> None:
        writing.wait()
        headers.append(door.sign_in(ada))
        signed_in.set()

    person = Thread(target=come)
    person.start()
    with open_writer(door.brand.engine) as connection:
        for number in range(200):
            with connection.begin():
                connection.execute(table_of(models.Role).insert(), [_role(number)])
                writing.set()
            if signed_in.is_set():
                break
    person.join()
    assert door.client.get("/v1/sign-in", headers=headers[0]).status_code == 200


def test_a_database_of_an_older_release_says_what_to_do(brand: Any, ada: Any) -> None:
    with brand.engine.begin() as connection:
        for model in SERVICE:
            connection.execute(text(f"DROP TABLE {table_of(model).name}"))
    brand.head()
    client = brand.client(public_url="http://symbia.test")
    answer = client.post("/v1/sign-in/nonce", json={"account": ada.address})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert "that the indexer of this release has run once" in answer.json()["detail"]


def _role(number: int) -> dict[str, object]:
    return {
        "role_id": f"1{number}", "label": "x", "admin_role_id": "0", "guardian_role_id": "0", "grant_delay": 0,
        "grant_delay_since": 0,
    }  # fmt: skip
