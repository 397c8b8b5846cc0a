"""A visitor of the page, in the same process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI


@dataclass(frozen=True)
class Visitor:
    """Asks an app over ASGI under the name `base`."""

    app: FastAPI
    base: str = "http://127.0.0.1:8000"

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, answered in full."""
        return asyncio.run(self._ask(method, path, options))

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            return await client.request(method, path, **options)


@pytest.fixture
def visitor() -> Callable[..., Visitor]:
    """Makes a visitor of an app."""
    return Visitor
