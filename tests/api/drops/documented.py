"""What tests/api/kit/test_openapi.py finds of drops."""

from typing import Any

from api.prepare.sources import pin_json
from symbia import tables as models
from symbia.content import open_store
from symbia.rules.drops.merkle import Allowlist
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, account


def add(brand: Any) -> None:
    """Rows of these tables."""
    brand.add(
        models.Drop(
            drop_id=1,
            tier_id=1,
            starts_at=0,
            ends_at=0,
            supply=5,
            per_wallet=0,
            currency=account(0),
            price=to_wei_text(1),
            allowlist_root=Allowlist.of([(account(1), 2)]).root,
            uri=pin_json(open_store(brand.settings.content_dir, None), [[account(1), "2"]]),
            defined_at=NOW,
            block_number=1,
        ),
    )
