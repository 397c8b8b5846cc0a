"""The API's reference at /docs needs nothing from outside."""

import re

from tests.api.conftest import Client


def test_docs_load_everything_from_here(client: Client) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    own = re.findall(r"(?:src|href)=\"(/[^\"]+)\"", page.text)
    assert len(own) >= 3, "script, style, icon"
    for path in own:
        assert client.get(path).status_code == 200, path


def test_there_is_no_second_reference(client: Client) -> None:
    assert client.get("/redoc").status_code == 404
