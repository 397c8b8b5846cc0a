"""What tests/api/kit/test_openapi.py finds of sessions."""

from hashlib import sha256
from typing import Any

from symbia import tables as models
from tests.api.conftest import account


def add(brand: Any) -> None:
    """Rows of these tables."""
    brand.add(
        models.SignInSession(
            token_hash=sha256(b"token").hexdigest(), account=account(1), created_at=1, expires_at=2**40
        ),
    )
