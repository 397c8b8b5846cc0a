"""What tests/api/kit/test_openapi.py finds of vouchers."""

from typing import Any

from symbia import tables as models
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, account

QUERIES = {"/v1/vouchers": f"?recipient={account(1)}"}


def add(brand: Any) -> None:
    """Rows of these tables."""
    brand.add(
        models.Voucher(
            issuer=account(2),
            uid=to_wei_text(1),
            recipient=account(1),
            tier_id=1,
            currency=account(0),
            price=to_wei_text(1),
            valid_from=NOW,
            valid_until=NOW + 1,
            signature="0x00",
            stored_at=NOW,
        ),
    )
