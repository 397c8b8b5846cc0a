"""What people pay for: claims, renewals, changes of tier. With an ERC-20 an approval may have to come first."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from eth_abi.abi import encode
from eth_utils.abi import function_signature_to_4byte_selector
from pydantic import Field

from api.drops.drafts.brand import CurrencyAddress, DropsDraft
from api.drops.schemas import ChangeQuote, ClaimQuote, RenewalQuote
from api.kit.openapi import Answered
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.prepare.actions import Call, Draft, Known, know, prepare_call
from api.prepare.transactions import Prepared, Summary, prepare_data
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text

# What a payment can fail with besides an error of the token's own.
_OF_PAYMENTS = {"MembershipDrops_PaymentFailed", "SafeERC20FailedOperation", "Panic", "Error"}


class PreparedSale(Prepared):
    """A transaction that pays for something, or the approval that it needs first."""

    step: Literal["approve", "pay"] = Field(
        description="`approve`: send this, then ask again for the payment itself. `pay`: this is it"
    )
    quote: ClaimQuote | RenewalQuote | ChangeQuote


@dataclass(frozen=True, slots=True)
class Sale:
    """A call that pays. `currency` in lower case; amounts in its smallest unit."""

    call: Call
    currency: str
    cost: int
    max_cost: int
    quote: ClaimQuote | RenewalQuote | ChangeQuote


class SaleDraft(DropsDraft):
    """Something to pay for."""

    codes: ClassVar[tuple[Answered, ...]] = ("insufficient_funds",)

    @abstractmethod
    def sale(self, known: Known) -> Sale:
        """The call and its price. Raises problems."""

    def call(self, known: Known) -> Call:
        """The call that pays."""
        return self.sale(known).call


class PricedDraft(SaleDraft):
    """Something with a price in several currencies."""

    currency: CurrencyAddress = ZERO


def prepare_sale(services: Services, draft: SaleDraft) -> PreparedSale:
    """The payment, or the approval before it. Raises what `prepare_call` raises."""
    known = know(services)
    sale = draft.sale(known)
    try:
        prepared = prepare_call(known, draft.account, draft.contract, sale.call)
    except ProblemError as problem:
        # Everything else is checked before the payment, so the rest of the sale would go through.
        if sale.currency == ZERO or not _is_about_payment(problem):
            raise
        _require_balance(known, draft, sale)
        if not _approved(known, draft, sale):
            return _approval(known, draft, sale)
        raise
    if sale.currency != ZERO and not _approved(known, draft, sale):
        return _approval(known, draft, sale)
    return _step(prepared, "pay", sale)


def _is_about_payment(problem: ProblemError) -> bool:
    if problem.code != "would_revert":
        return False
    name = problem.extra["revert"]["name"]
    return name is None or name in _OF_PAYMENTS


def _require_balance(known: Known, draft: Draft, sale: Sale) -> None:
    balance = _asked(known, sale, "balanceOf(address)", checksum(draft.account))
    if balance < sale.cost:
        figures = {"balance": balance, "cost": sale.cost, "lacking": sale.cost - balance}
        currency, account = checksum(sale.currency), checksum(draft.account)
        raise ProblemError(
            "insufficient_funds",
            Text.of("drops.problem.insufficient_tokens", account=account, currency=currency, **figures),
            extra={"currency": currency, "balance": str(balance), "cost": str(sale.cost)},
        )


def _approved(known: Known, draft: Draft, sale: Sale) -> bool:
    drops = checksum(known.head.addresses[draft.contract])
    return _asked(known, sale, "allowance(address,address)", checksum(draft.account), drops) >= sale.max_cost


def _asked(known: Known, sale: Sale, signature: str, *arguments: str) -> int:
    answer = known.contracts.ask_token(sale.currency, signature, "uint256", *arguments)
    return answer if isinstance(answer, int) else 0


def _approval(known: Known, draft: Draft, sale: Sale) -> PreparedSale:
    spender = checksum(known.head.addresses[draft.contract])
    call: dict[str, Any] = {"spender": spender, "amount": str(sale.max_cost)}
    selector = function_signature_to_4byte_selector("approve(address,uint256)")
    prepared = prepare_data(
        known.services.chain,
        known.head,
        sender=draft.account,
        to=sale.currency,
        data="0x" + (selector + encode(["address", "uint256"], [spender, sale.max_cost])).hex(),
        summary=Summary(
            text=Text.of(
                "drops.prepare.approve",
                contract=draft.contract,
                amount=sale.max_cost,
                currency=checksum(sale.currency),
                account=checksum(draft.account),
                what=sale.call.text,
            ),
            contract=checksum(sale.currency),
            function="approve",
            arguments=call,
        ),
    )
    return _step(prepared, "approve", sale)


def _step(prepared: Prepared, step: Literal["approve", "pay"], sale: Sale) -> PreparedSale:
    return PreparedSale(
        as_of=prepared.as_of, transaction=prepared.transaction, summary=prepared.summary, step=step, quote=sale.quote
    )
