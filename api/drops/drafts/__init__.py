"""What the brand does with drops, and what people pay for."""

from api.drops.drafts.brand import DRAFTS
from api.drops.drafts.paying import prepare_sale
from api.drops.drafts.sales import MAX_QUANTITY, ChangeTierDraft, ClaimDraft, RenewDraft

__all__ = ["DRAFTS", "MAX_QUANTITY", "ChangeTierDraft", "ClaimDraft", "RenewDraft", "prepare_sale"]
