"""What MembershipDrops tells in a story: drops, prices, claims, paid renewals and changes of tier, vouchers."""

from typing import Any

from .membership_story import MembershipStory, duration_of, renewable
from .telling import PEOPLE, ZERO, Act

DROP_STATE: dict[str, Any] = {"drops": {}, "currencies": [ZERO], "vouchers": 0}
ISSUERS = PEOPLE[:2]
PRICE = 10**18 + 1


class DropStory(MembershipStory):
    """A drop of the state: its tier and whether it is open."""

    def _drop_acts(self) -> list[Act]:
        acts: list[Act] = [self._define_drop, self._currency, self._price, self._redeem_voucher, self._cancel_vouchers]
        if self._state["drops"]:
            acts += [self._claim, self._claim, self._close_drop]
        if self._state["tokens"]:
            acts += [self._sell_renewal, self._sell_change]
        return acts

    def _sell(self, event: str, **values: Any) -> None:
        self._emit("MembershipDrops", event, **values)

    def _define_drop(self) -> None:
        number = len(self._state["drops"]) + 1
        tier = self._random.randint(1, self._state["tiers"])
        self._state["drops"][number] = {"tier": tier, "open": True}
        self._sell(
            "DropDefined", dropId=number, tierId=tier, startsAt=0, endsAt=2**40 - 1, supply=0, perWallet=number % 3,
            currency=self._random.choice(self._state["currencies"]), price=2**128 - number,
            allowlistRoot=self._random.choice((bytes(32), b"\x11" * 32)), uri=f"ipfs://drop{number}",
        )  # fmt: skip

    def _close_drop(self) -> None:
        number, drop = self._some_drop()
        if drop["open"]:
            drop["open"] = False
            self._sell("DropClosed", dropId=number)

    def _claim(self) -> None:
        number, drop = self._some_drop()
        if not drop["open"]:
            return
        recipient, quantity = self._person(), self._random.randint(1, 3)
        first = self._issue(drop["tier"], [recipient] * quantity)
        self._sell(
            "DropClaimed", dropId=number, recipient=recipient, payer=self._person(), firstTokenId=first,
            quantity=quantity, paid=quantity * PRICE,
        )  # fmt: skip

    def _currency(self) -> None:
        currency, known = self._random.choice(PEOPLE[20:23]), self._state["currencies"]
        allowed = currency not in known
        (known.append if allowed else known.remove)(currency)
        self._sell("CurrencyAllowed", currency=currency, allowed=allowed)

    def _price(self) -> None:
        tier, currency = self._random.randint(1, self._state["tiers"]), self._random.choice(self._state["currencies"])
        self._sell("TierPriceSet", tierId=tier, currency=currency, price=max(0, PRICE - self._now % 1_000))

    def _sell_renewal(self) -> None:
        found = self._some_token(renewable)
        if not found:
            return
        token_id, periods = found[0], self._random.randint(1, 3)
        expires = self._add_periods(token_id, periods)
        self._sell(
            "RenewalSold", tokenId=token_id, payer=self._person(), periods=periods, currency=ZERO,
            paid=periods * PRICE, expiresAt=expires,
        )  # fmt: skip

    def _sell_change(self) -> None:
        tier = self._random.randint(1, self._state["tiers"])
        found = self._some_token(self._can_move_to(tier))
        if not found:
            return
        token_id, token = found
        before = token["tier"]
        self._move_to_tier(token_id, tier)
        self._sell(
            "TierChangeSold", tokenId=token_id, payer=token["holder"], fromTierId=before, toTierId=tier,
            currency=self._random.choice(self._state["currencies"]), paid=PRICE if duration_of(tier) == 0 else 0,
        )  # fmt: skip

    def _redeem_voucher(self) -> None:
        recipient = self._person()
        token_id = self._issue(self._random.randint(1, self._state["tiers"]), [recipient])
        self._sell(
            "VoucherRedeemed", issuer=self._random.choice(ISSUERS), uid=self._next_uid(), recipient=recipient,
            payer=self._person(), tokenId=token_id, currency=ZERO, paid=PRICE,
        )  # fmt: skip

    def _cancel_vouchers(self) -> None:
        issuer = self._random.choice(ISSUERS)
        for _ in range(self._random.randint(1, 3)):
            self._sell("VoucherCanceled", issuer=issuer, uid=self._next_uid())

    def _next_uid(self) -> int:
        """As wide as they get."""
        self._state["vouchers"] += 1
        return 2**256 - int(self._state["vouchers"])

    def _some_drop(self) -> tuple[int, dict[str, Any]]:
        number = self._random.choice(list(self._state["drops"]))
        return number, self._state["drops"][number]
