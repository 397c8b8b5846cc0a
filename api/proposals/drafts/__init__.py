"""What people do with proposals: submit them, see them to their end, and what only a proposal does."""

from api.proposals.drafts.acting import NamedActionDraft, prepare_named_action
from api.proposals.drafts.ending import DRAFTS
from api.proposals.drafts.submitting import OptionDraft, ProposalDraft

__all__ = ["DRAFTS", "NamedActionDraft", "OptionDraft", "ProposalDraft", "prepare_named_action"]
