"""What tests/api/kit/test_openapi.py finds of ballots on their way."""

from typing import Any

from symbia import tables as models
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, account


def add(brand: Any) -> None:
    """Rows of these tables."""
    brand.add(
        models.SignedBallot(
            receipt="ab" * 32,
            proposal_number=1,
            account=account(3),
            member_number=3,
            kind="member",
            choice=to_wei_text(1),
            deadline=NOW + 100,
            signature="0x00",
            votes=10,
            received_at=NOW,
            changed_at=NOW,
        ),
    )
