"""Prices of renewals and changes of tier, from the contract's views at the node's newest block."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from api.drops.currencies import Currency, describe
from api.drops.schemas import ChangeOption, ChangeQuote, QuotesAnswer, RenewalQuote
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.kit.times import utc, utc_or_none
from api.prepare.actions import Known, know
from api.prepare.contracts import Contracts
from symbia.rules.drops.formula import PeriodPrice, TimeLeft, change, highest_cost
from symbia.text import Text
from symbia.words import word

Quoted = TypeVar("Quoted")


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks about one membership in one currency (lower case)."""

    contracts: Contracts
    shown: Currency
    currency: str
    token_id: int
    tier_id: int
    acquired_at: int
    expires_at: int  # 0 for never
    paid_later: int  # seconds, counted back from the expiry, that were paid for after the issue

    @classmethod
    def of(cls, known: Known, token_id: int, currency: str) -> Self:
        """Raises `would_revert` for a membership that does not exist."""
        (membership,) = known.contracts.ask("BrandMembership", "membershipOf", token_id)
        shown = describe(known.services.chain, [currency])[currency]
        return cls(known.contracts, shown, currency, token_id, *(membership[place] for place in (1, 3, 5, 8)))

    def renewal(self, periods: int) -> RenewalQuote:
        """Raises `would_revert` when it cannot be renewed so."""
        cost, expires_at = self._ask("quoteRenewal", self.token_id, periods)
        return RenewalQuote(
            currency=self.shown,
            cost=str(cost),
            max_cost=str(cost),
            expires_at=utc(expires_at),
            token_id=self.token_id,
            periods=periods,
            price=str(cost // periods),
        )

    def change(self, tier_id: int) -> ChangeQuote:
        """Raises `would_revert` when it cannot move there."""
        cost, expires_at = self._ask("quoteChange", self.token_id, tier_id)
        now, (paid,) = self.contracts.now, self.contracts.ask("MembershipDrops", "paidSecondsOf", self.token_id)
        left = TimeLeft(now - self.acquired_at, max(0, self.expires_at - now), paid, self.paid_later)
        previous, following = self._price(self.tier_id), self._price(tier_id)
        figures = change(previous, following, left)
        return ChangeQuote(
            currency=self.shown,
            cost=str(cost),
            max_cost=str(highest_cost(previous, following, left)),
            expires_at=utc_or_none(expires_at or None),
            token_id=self.token_id,
            from_tier_id=self.tier_id,
            to_tier_id=tier_id,
            price=str(following.amount),
            credit=str(figures.credit),
            paid_seconds=paid,
        )

    def _price(self, tier_id: int) -> PeriodPrice:
        amount, _ = self._ask("tierPrice", tier_id)
        terms = self.contracts.ask("BrandMembership", "tier", tier_id)[0]
        return PeriodPrice(amount, duration=terms[2])

    def _ask(self, function: str, *arguments: Any) -> tuple[Any, ...]:
        return self.contracts.ask("MembershipDrops", function, *arguments, self.currency)


def read_quotes(services: Services, token_id: int, currency: str) -> QuotesAnswer:
    """What a membership's renewal and every change of its tier cost now. Raises `would_revert`, `chain_unavailable`."""
    known = know(services)
    asker = Asker.of(known, token_id, currency)
    renewal, refusal = _or_why_not(lambda: asker.renewal(1))
    others = [tier_id for tier_id in sorted(known.tier_names) if tier_id != asker.tier_id]
    return QuotesAnswer(
        as_of=known.contracts.as_of,
        token_id=token_id,
        renewal=renewal,
        renewal_refusal=refusal,
        changes=[_option(known, asker, tier_id) for tier_id in others],
    )


def _option(known: Known, asker: Asker, tier_id: int) -> ChangeOption:
    quote, refusal = _or_why_not(lambda: asker.change(tier_id))
    return ChangeOption(tier_id=tier_id, tier=word(known.tier(tier_id)), quote=quote, refusal=refusal)


def _or_why_not(quote: Callable[[], Quoted]) -> tuple[Quoted | None, Text | None]:
    try:
        return quote(), None
    except ProblemError as problem:
        if problem.code != "would_revert":
            raise
        return None, problem.text
