"""What the errors of BrandMembership mean, in words that say what to do."""

from collections.abc import Callable
from typing import Any

from api.kit.times import in_words

Arguments = dict[str, Any]


def _closed(arguments: Arguments) -> str:
    return f"Nothing is issued after {in_words(arguments['since'])}: the contract counts no further. Deploy a new one."


def _not_expired(arguments: Arguments) -> str:
    token, expires_at = arguments["tokenId"], in_words(arguments["expiresAt"])
    return f"Membership {token} expires {expires_at}; it cannot lapse before."


def _not_active(arguments: Arguments) -> str:
    state = ("active", "expired", "lapsed")[arguments["state"]]
    return f"Membership {arguments['tokenId']} is {state}. Renew it first."


def _invalid_periods(arguments: Arguments) -> str:
    latest, token = in_words(arguments["latest"]), arguments["tokenId"]
    return f"{arguments['periods']} periods are too many for membership {token}: it can run until {latest}. Take fewer."


def _invalid_expiry(arguments: Arguments) -> str:
    earliest, latest = in_words(arguments["earliest"]), in_words(arguments["latest"])
    return f"Membership {arguments['tokenId']} would expire out of bounds: only {earliest} to {latest} is possible."


def _under_notice(arguments: Arguments) -> str:
    token, revocable_at = arguments["tokenId"], in_words(arguments["revocableAt"])
    return (
        f"Membership {token} is under notice and can be revoked after {revocable_at}. Until the brand withdraws the "
        "notice or a proposal dismisses it, it can be renewed or given up, and nothing else."
    )


def _appeal_window_open(arguments: Arguments) -> str:
    revocable_at = in_words(arguments["revocableAt"])
    return f"Membership {arguments['tokenId']} can be appealed for until {revocable_at}. Wait until then."


def _only_less(arguments: Arguments) -> str:
    requested, minimum, maximum = arguments["requested"], arguments["minimum"], arguments["maximum"]
    return f"This can only be lowered, to {minimum} at least: {requested} is not between {minimum} and {maximum}."


# Words for errors that depend on more than their arguments' text.
FUNCTIONS: dict[str, Callable[[Arguments], str]] = {
    "BrandMembership_AppealWindowOpen": _appeal_window_open,
    "BrandMembership_Closed": _closed,
    "BrandMembership_InvalidExpiry": _invalid_expiry,
    "BrandMembership_InvalidPeriods": _invalid_periods,
    "BrandMembership_NotActive": _not_active,
    "BrandMembership_NotExpired": _not_expired,
    "BrandMembership_OnlyLess": _only_less,
    "BrandMembership_UnderNotice": _under_notice,
}
# Words for the others; names in braces are the error's arguments.
TEMPLATES = {
    "AccountBalanceOverflow": "This account holds as many memberships as the contract can count. Use another one.",
    "BrandMembership_AlreadyLapsed": "Membership {tokenId} has lapsed already.",
    "BrandMembership_InvalidRoyalty": "A royalty of {royaltyBps} basis points to {receiver} is not possible: name a "
    "receiver if there is a royalty, none if there is not, and 10000 at most.",
    "BrandMembership_InvalidTier": "The tier {name} with {units} units, a supply of {supply} and periods of {duration} "
    "seconds is not possible: it needs a name, a supply, and periods of 100 years at most.",
    "BrandMembership_InvalidURI": "{uri} is not an ipfs:// address. Pin the document, and use its URI.",
    "BrandMembership_MembershipsExhausted": "The contract issues {maximum} memberships at most. Issue fewer.",
    "BrandMembership_MetadataFrozen": "The brand froze these documents; they can never be changed again.",
    "BrandMembership_NeverExpires": "Membership {tokenId} is for life: it neither lapses nor needs to be renewed.",
    "BrandMembership_NoRecipients": "Nobody would receive anything. Name at least one recipient.",
    "BrandMembership_NotUnderNotice": "Membership {tokenId} is not under notice. Announce its revocation first.",
    "BrandMembership_SameTier": "Membership {tokenId} is of tier {tierId} already.",
    "BrandMembership_Soulbound": "Membership {tokenId} is soulbound: it stays with its holder, who can only give "
    "it up.",
    "BrandMembership_TierSoldOut": "Tier {tierId} has a supply of {supply}, and fewer than {requested} are left. Issue "
    "fewer.",
    "BrandMembership_TooManyTiers": "There are {maximum} tiers, as many as the contract can keep.",
    "BrandMembership_UnitsExhausted": "The contract issues {maximum} units at most, and this would make {unitsIssued}.",
    "BrandMembership_UnknownMembership": "There is no membership {tokenId}. Check the number.",
    "BrandMembership_UnknownTier": "There is no tier {tierId}. /v1/tiers lists all.",
    "BrandMembership_ValueNotAccepted": "{value} wei were sent along, and this takes none. Send none.",
    "NotOwnerNorApproved": "Only the holder of the membership, or whom the holder approved, may do this. "
    "Sign with that account.",
    "TokenDoesNotExist": "There is no such membership. Check the number.",
    "TransferFromIncorrectOwner": "The membership has another holder by now. Prepare it again.",
    "TransferToNonERC721ReceiverImplementer": "The receiver is a contract that takes no memberships. Name another.",
    "TransferToZeroAddress": "Nobody holds the zero address. Name an account.",
}
