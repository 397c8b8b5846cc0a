"""Keys in URLs do not reach messages, which lie in logs."""

import pytest

from symbia.chain.node import Node
from symbia.errors import DatabaseUrlError
from symbia.process.urls import shown, shown_database
from symbia.tables.db import create_engine_for

NODES = {
    "http://127.0.0.1:8545": "http://127.0.0.1:8545",
    "http://127.0.0.1:8545/": "http://127.0.0.1:8545",
    "https://node.example/v3/5ecre7": "https://node.example/...",
    "https://user:5ecre7@node.example:444": "https://node.example:444",
    "https://node.example?key=5ecre7": "https://node.example/...",
    "wss://[::1]:8546/5ecre7": "wss://[::1]:8546/...",
    "http://[5ecre7@": "...",
    "localhost:8545": "localhost:8545",
}
DATABASES = {
    "sqlite:///symbia.db": "sqlite:///symbia.db",
    "postgresql+psycopg://brand:5ecre7@host/db": "postgresql+psycopg://brand:***@host/db",
    "no url at all": "no url at all",
    "brand:5ecre7@host": "...",
}


@pytest.mark.parametrize("url", NODES)
def test_of_a_node_where_it_is(url: str) -> None:
    assert shown(url) == NODES[url]


@pytest.mark.parametrize("url", DATABASES)
def test_of_a_database_all_but_the_password(url: str) -> None:
    assert shown_database(url) == DATABASES[url]


def test_messages_keep_to_it() -> None:
    with Node("https://node.example/v3/5ecre7") as node:
        assert "5ecre7" not in node.url
    with pytest.raises(DatabaseUrlError) as refused:
        create_engine_for("mysql://brand:5ecre7@host/db")
    assert "5ecre7" not in str(refused.value)
