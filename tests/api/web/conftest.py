"""A visitor of the pages, in the same process, over a database of hand-made rows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, SQLModel

from api.kit.chain import Chain, unavailable
from api.kit.language import Language
from api.kit.services import Services
from api.kit.site import configured_site
from api.web import mount_web
from symbia.content import open_store
from symbia.settings import Settings
from symbia.tables.db import create_engine_for
from tests.api.deployed import write_deployment

from . import rows


@dataclass(frozen=True)
class Visitor:
    """Asks an app over ASGI under the name `base`."""

    app: FastAPI
    base: str = "http://127.0.0.1:8000"

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, answered in full."""
        return asyncio.run(self._ask(method, path, options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """One page."""
        return self.ask("GET", path, **options)

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            return await client.request(method, path, **options)


class StillChain(Chain):
    """A node whose newest block is `block`; None for one that does not answer."""

    def __init__(self, block: int | None) -> None:
        self.block = block

    def head(self) -> int:
        if self.block is None:
            raise unavailable("silent")
        return self.block


@dataclass(frozen=True)
class Brand:
    """Everything behind the pages of one test."""

    services: Services
    visitor: Visitor

    def add(self, *rows: Any) -> None:
        """Writes rows, or lists of rows."""
        with Session(self.services.engine) as session:
            for row in rows:
                session.add_all(row if isinstance(row, list) else [row])
            session.commit()

    def document(self, text: str) -> str:
        """Keeps a document; its `ipfs://` URI."""
        return f"ipfs://{self.services.store.put(text.encode())}"

    def page(self, path: str, status: int = 200, **options: Any) -> str:
        """The HTML of a page."""
        answer = self.visitor.get(path, **options)
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
def visitor() -> Callable[..., Visitor]:
    """Makes a visitor of an app."""
    return Visitor


@pytest.fixture
def make_brand(tmp_path: Path) -> Callable[..., Brand]:
    """Makes a brand with an empty database, named as its deployment file says."""

    def make(
        name: str = "Juniper & Rye",
        *,
        chain_block: int | None = rows.BLOCK,
        tables: bool = True,
        chain_id: int | None = 1337,
        **settings_: Any,
    ) -> Brand:
        deployment = tmp_path / "deployment.json"
        if chain_id is not None:
            write_deployment(deployment, name, chain_id)
        settings = Settings(
            deployment=deployment,
            database_url=f"sqlite:///{tmp_path / 'page.db'}",
            content_dir=tmp_path / "content",
            **settings_,
        )
        engine = create_engine_for(settings.database_url)
        if tables:
            SQLModel.metadata.create_all(engine)
        app = FastAPI()
        store, site = open_store(settings.content_dir, None), configured_site(settings.public_url)
        app.state.services = Services(settings, engine, store, StillChain(chain_block), site)
        mount_web(app, settings)
        app.add_middleware(Language)
        return Brand(app.state.services, Visitor(app))

    return make


@pytest.fixture
def brand(make_brand: Callable[..., Brand]) -> Brand:
    """A brand with an empty database."""
    return make_brand()


@pytest.fixture
def lively(brand: Brand) -> Brand:
    """A brand with a little of everything."""
    brand.add(
        rows.head(),
        rows.proposal_type(),
        rows.tier(uri=brand.document('{"name": "Regular", "description": "Five units of vote."}')),
        rows.member(1, tokens=2),
        rows.member(2),
        rows.proposal(1, content_uri=brand.document("# Proposal about 1\n\nBring back the **dark** cracker.")),
        rows.ballot(1, 1, votes=10, reason="Because of the crunch."),
        rows.proposal(2, deadline_at=rows.NOW - rows.DAY),
        rows.perk(1, uri=brand.document("# First loaf\n\nOn us.")),
        rows.redemption(1, 1, 100, 1),
        rows.treasury_entry(1, 5),
        rows.treasury_entry(2, 2, incoming=False),
        rows.role(1, "BRAND", 1),
    )
    return brand
