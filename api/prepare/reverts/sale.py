"""What the errors of MembershipDrops mean, in words that say what to do."""

from collections.abc import Callable
from typing import Any

from api.kit.times import in_words
from symbia.rules.addresses import ZERO, checksum

Arguments = dict[str, Any]


def _not_started(arguments: Arguments) -> str:
    return f"The drop starts {in_words(arguments['startsAt'])}. Wait until then."


def _over(arguments: Arguments) -> str:
    return f"The drop ended {in_words(arguments['endsAt'])}. Wait for another one."


def _voucher_not_valid(arguments: Arguments) -> str:
    start, end = in_words(arguments["validFrom"]), in_words(arguments["validUntil"])
    return f"The voucher is valid from {start} until before {end}. Redeem it then, or ask its issuer for another."


def _wallet_limit(arguments: Arguments) -> str:
    who, limit, wanted = checksum(arguments["recipient"]), arguments["limit"], arguments["requested"]
    return f"{who} gets {limit} of this drop at most, and would have {wanted}. Claim {max(0, wanted - limit)} fewer."


def _sold_out(arguments: Arguments) -> str:
    drop, supply, wanted = arguments["dropId"], arguments["supply"], arguments["requested"]
    return (
        f"Drop {drop} issues {supply} memberships, and with these it would be {wanted}. Claim fewer, if any are left."
    )


def _payment_failed(arguments: Arguments) -> str:
    cost, received = arguments["cost"], arguments["received"]
    if arguments["currency"] == ZERO:
        return f"The treasury did not take the payment of {cost} wei. Tell the brand."
    return (
        f"Of the {cost} due in {checksum(arguments['currency'])} {received} would arrive: this ERC-20 takes a fee, or "
        "does not pay. Pay in another currency."
    )


def _no_price(arguments: Arguments) -> str:
    tier, currency = arguments["tierId"], arguments["currency"]
    if currency == ZERO:
        return f"Tier {tier} has no price in ETH. Pay in an ERC-20 that it has a price in, or ask the brand to set one."
    return f"Tier {tier} has no price in {checksum(currency)}. Pay in another currency, or ask the brand to set one."


# Words for errors that depend on more than their arguments' text.
FUNCTIONS: dict[str, Callable[[Arguments], str]] = {
    "MembershipDrops_DropSoldOut": _sold_out,
    "MembershipDrops_NoPrice": _no_price,
    "MembershipDrops_NotStarted": _not_started,
    "MembershipDrops_Over": _over,
    "MembershipDrops_PaymentFailed": _payment_failed,
    "MembershipDrops_VoucherNotValid": _voucher_not_valid,
    "MembershipDrops_WalletLimit": _wallet_limit,
}
# Words for the others; names in braces are the error's arguments.
TEMPLATES = {
    "MembershipDrops_Closed": "The brand closed drop {dropId}. Wait for another one.",
    "MembershipDrops_CurrencyNotAllowed": "The brand takes no payments in {currency}. Pay in ETH or an allowed ERC-20.",
    "MembershipDrops_InvalidQuantity": "{quantity} memberships cannot be claimed at once. Claim 1 to {maximum}.",
    "MembershipDrops_InvalidSignature": "The voucher was not signed by {issuer}, or not for this chain and contract, "
    "or something in it was changed. Ask its issuer for another.",
    "MembershipDrops_InvalidTerms": "The contract refuses these terms: {problem}. Change them.",
    "MembershipDrops_NotAllowlisted": "The proof does not show that {account} may have {allowance} of this drop. Take "
    "the proof from /v1/drops.",
    "MembershipDrops_NotHolder": "Membership {tokenId} is not held by {account}, and only its holder may move it to "
    "another tier.",
    "MembershipDrops_NotIssuer": "The voucher was signed by {account}, which does not hold the role ISSUER without "
    "delay. Ask the brand for another.",
    "MembershipDrops_OnlyLess": "The price can only be lowered: {requested} is more than {maximum}.",
    "MembershipDrops_RefundFailed": "{payer} does not take the {surplus} wei back that are too much. Pay the exact "
    "amount, or from an account that takes ETH.",
    "MembershipDrops_TooExpensive": "This costs {cost} by now, more than {maxCost}. Prepare it again.",
    "MembershipDrops_Underpaid": "This costs {cost} wei, and {paid} were sent. Prepare it again.",
    "MembershipDrops_UnknownDrop": "There is no drop {dropId}. /v1/drops lists all.",
    "MembershipDrops_ValueNotAccepted": "{value} wei were sent with a payment in an ERC-20. Send none.",
    "MembershipDrops_VoucherUsed": "The voucher {uid} of {issuer} is redeemed or canceled. Ask its issuer for another.",
    "ReentrancyGuardReentrantCall": "This was called again in the middle of a sale. Do one thing after the other.",
    "SafeERC20FailedOperation": "The ERC-20 {token} refused the payment. Look at its balance, and at what may be "
    "taken of it.",
}
