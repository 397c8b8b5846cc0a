"""Roles in sentences."""

from markupsafe import Markup

from api.brand.schemas import Role
from api.web.words import has, say


def role_words(role: Role) -> Markup:
    """What a role is for."""
    key = f"role.{role.label.lower()}" if isinstance(role.label, str) else ""
    return say(key if has(key) else "role.other")
