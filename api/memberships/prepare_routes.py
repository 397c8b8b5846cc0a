"""/v1/memberships/prepare/{action} and /v1/memberships/import."""

from fastapi import APIRouter

from api.actions import add_actions, add_route
from api.memberships.life_drafts import DRAFTS as LIFE
from api.memberships.preparing import DismissRevocationDraft, prepare_dismissal
from api.memberships.tier_drafts import DRAFTS as TIERS

router = APIRouter(prefix="/v1", tags=["prepare"])
add_actions(router, "/memberships/prepare", (*TIERS, *LIFE))
add_route(router, "/memberships/prepare/dismiss-revocation", DismissRevocationDraft, prepare_dismissal)
