"""Lists that come in pages."""

from typing import Any


def every(client: Any, path: str, kind: str, **options: Any) -> list[Any]:
    """The entries of all pages. `path` has a query already."""
    found: list[Any] = []
    cursor = ""
    while True:
        answer = client.get(f"{path}{cursor}", **options)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body[kind]
        if body["page"]["next"] is None:
            return found
        cursor = f"&cursor={body['page']['next']}"
