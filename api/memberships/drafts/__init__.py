"""What can be done with memberships and tiers: a draft for each action."""

from api.memberships.drafts import issuing, life, rights, tiers
from api.memberships.drafts.dismissal import DismissRevocationDraft, prepare_dismissal
from api.prepare.actions import Draft

DRAFTS: tuple[type[Draft], ...] = (*tiers.DRAFTS, *issuing.DRAFTS, *life.DRAFTS, *rights.DRAFTS)

__all__ = ["DRAFTS", "DismissRevocationDraft", "prepare_dismissal"]
