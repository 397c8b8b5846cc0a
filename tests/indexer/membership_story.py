"""What BrandMembership tells in a story: tiers, issue, transfer, renewal, change of tier, lapse, notice, end."""

from collections.abc import Callable
from typing import Any

from .fake_chain import BLOCK_SECONDS
from .telling import PEOPLE, ZERO, Act, Telling

PERIOD = 40 * BLOCK_SECONDS  # of the tiers that expire
FREEZE_AFTER = 9  # changes of documents
APPEAL_WINDOW = 30 * BLOCK_SECONDS
MEMBERSHIP_STATE: dict[str, Any] = {
    "tokens": {}, "issued": 0, "tiers": 0, "documents": 0, "votes": {}, "delegates": {},
}  # fmt: skip


def units_of(tier: int) -> int:
    return 10 * (tier % 3)


def duration_of(tier: int) -> int:
    """0 for life. Of the tiers that expire every other one is transferable."""
    return PERIOD if tier % 4 in (2, 3) else 0


def transferable(tier: int) -> bool:
    return tier % 2 == 1


def renewable(token: dict[str, Any]) -> bool:
    return bool(token["expires"]) and not token["revocable"]


class MembershipStory(Telling):
    """A token of the state: holder, tier, expires (0 for never), lapsed, revocable (0 without a notice)."""

    def _membership_acts(self) -> list[Act]:
        acts: list[Act] = [self._issue_some, self._issue_some, self._define_tier, self._delegate, self._operator]
        acts += [self._share_documents, self._share_documents]
        if self._state["tokens"]:
            acts += [self._transfer, self._transfer, self._approve, self._renew, self._change_tier, self._burn]
            acts += [self._lapse_all, self._notice, self._notice, self._notice_moves, self._notice_moves]
        return acts

    def _tell(self, event: str, **values: Any) -> None:
        self._emit("BrandMembership", event, **values)

    def _define_tier(self) -> None:
        self._state["tiers"] += 1
        tier = self._state["tiers"]
        self._tell(
            "TierDefined", tierId=tier, units=units_of(tier), supply=1000, duration=duration_of(tier),
            transferable=transferable(tier), royaltyBps=500, royaltyReceiver=PEOPLE[1], name=f"Tier {tier}",
        )  # fmt: skip
        self._tell("TierURIUpdated", tierId=tier, uri=f"ipfs://tier{tier}", imageURI=f"ipfs://image{tier}")
        self._tell("TierSupplyReduced", tierId=tier, supply=1000 - tier)
        self._tell("TierRoyaltyReduced", tierId=tier, royaltyBps=0, royaltyReceiver=ZERO)

    def _share_documents(self) -> None:
        """By turns a tier's document, the collection's, the renderer; after some rounds they are frozen."""
        turn = self._state["documents"]
        self._state["documents"] += 1
        if turn == FREEZE_AFTER:
            self._tell("MetadataFrozen")
        elif turn > FREEZE_AFTER:
            return
        elif turn % 3 == 0:
            tier = self._random.randint(1, self._state["tiers"])
            self._tell("TierURIUpdated", tierId=tier, uri=f"ipfs://other{self._now}", imageURI="ipfs://otherimage")
            self._all_changed()
        elif turn % 3 == 1:
            self._tell("ContractURISet", uri=f"ipfs://collection{self._now}")
            self._tell("ContractURIUpdated")
        else:
            self._tell("RendererSet", renderer=self._person())
            self._all_changed()

    def _all_changed(self) -> None:
        if self._state["issued"]:
            self._tell("BatchMetadataUpdate", _fromTokenId=1, _toTokenId=self._state["issued"])

    def _issue_some(self) -> None:
        people = [self._person() for _ in range(self._random.randint(1, 3))]
        self._issue(self._random.randint(1, self._state["tiers"]), people)

    def _issue(self, tier: int, people: list[str]) -> int:
        """The first token id."""
        first, units = self._state["issued"] + 1, units_of(tier)
        self._state["issued"] += len(people)
        self._tell("MembershipsIssued", tierId=tier, firstTokenId=first, count=len(people), units=units)
        for token_id, holder in enumerate(people, start=first):
            expires = self._now + duration_of(tier) if duration_of(tier) else 0
            token = {"holder": holder, "tier": tier, "expires": expires, "lapsed": False, "revocable": 0}
            self._state["tokens"][token_id] = token
            self._tell("Transfer", from_=ZERO, to=holder, id=token_id)
            self._move_votes(holder, units)
            if not transferable(tier):
                self._tell("Locked", tokenId=token_id)
        return int(first)

    def _transfer(self) -> None:
        found = self._some_token(lambda token: transferable(token["tier"]) and not token["revocable"])
        if not found:
            return
        token_id, token = found
        holder, to = token["holder"], self._random.choice((self._person(), token["holder"]))
        self._tell("Transfer", from_=holder, to=to, id=token_id)
        self._lapse(token_id)
        units = self._counting(token)
        token["holder"] = to
        if to != holder:
            self._move_votes(holder, -units)
            self._move_votes(to, units)

    def _renew(self) -> None:
        found = self._some_token(renewable)
        if found:
            self._add_periods(found[0], self._random.randint(1, 3))

    def _add_periods(self, token_id: int, periods: int) -> int:
        """The new expiry."""
        token = self._state["tokens"][token_id]
        if token["expires"] < self._now:
            self._tell("HoldingRestarted", tokenId=token_id)
        token["expires"] = max(token["expires"], self._now) + periods * PERIOD
        restored = units_of(token["tier"]) if token["lapsed"] else 0
        token["lapsed"] = False
        self._move_votes(token["holder"], restored)
        self._tell("MembershipRenewed", tokenId=token_id, expiresAt=token["expires"], unitsRestored=restored)
        self._tell("MetadataUpdate", _tokenId=token_id)
        return int(token["expires"])

    def _change_tier(self) -> None:
        tier = self._random.randint(1, self._state["tiers"])
        found = self._some_token(self._can_move_to(tier))
        if found:
            self._move_to_tier(found[0], tier)

    def _can_move_to(self, tier: int) -> Callable[[dict[str, Any]], bool]:
        return lambda token: token["tier"] != tier and not token["revocable"] and self._active(token)

    def _move_to_tier(self, token_id: int, tier: int) -> None:
        token = self._state["tokens"][token_id]
        previous = token["tier"]
        token |= {"tier": tier, "expires": self._now + PERIOD // 2 if duration_of(tier) else 0}
        self._move_votes(token["holder"], units_of(tier) - units_of(previous))
        self._tell(
            "MembershipTierChanged", tokenId=token_id, tierId=tier, expiresAt=token["expires"],
            previousUnits=units_of(previous), units=units_of(tier),
        )  # fmt: skip
        if transferable(previous) != transferable(tier):
            self._tell("Unlocked" if transferable(tier) else "Locked", tokenId=token_id)
        self._tell("MetadataUpdate", _tokenId=token_id)

    def _lapse_all(self) -> None:
        for token_id in self._state["tokens"]:
            self._lapse(token_id)

    def _lapse(self, token_id: int) -> None:
        token = self._state["tokens"][token_id]
        if token["lapsed"] or self._active(token):
            return
        token["lapsed"] = True
        self._move_votes(token["holder"], -units_of(token["tier"]))
        self._tell("MembershipLapsed", tokenId=token_id, units=units_of(token["tier"]))
        self._tell("MetadataUpdate", _tokenId=token_id)

    def _notice(self) -> None:
        found = self._some_token(lambda token: not token["revocable"])
        if not found:
            return
        token_id, token = found
        token["revocable"] = self._now + APPEAL_WINDOW
        uri = f"ipfs://reason{self._now}"
        self._tell("RevocationNoticed", tokenId=token_id, revocableAt=token["revocable"], reasonURI=uri)
        if transferable(token["tier"]):
            self._tell("Locked", tokenId=token_id)
        self._tell("MetadataUpdate", _tokenId=token_id)

    def _notice_moves(self) -> None:
        """A notice is revoked when it may be, and dropped before."""
        found = self._some_token(lambda token: bool(token["revocable"]))
        if not found:
            return
        token_id, token = found
        if token["revocable"] <= self._now:
            self._end(token_id, revoked=True)
            return
        token["revocable"] = 0
        self._tell("RevocationDropped", tokenId=token_id, dismissed=self._random.random() < 0.5)
        if transferable(token["tier"]):
            self._tell("Unlocked", tokenId=token_id)
        self._tell("MetadataUpdate", _tokenId=token_id)

    def _burn(self) -> None:
        self._end(self._any_token()[0], revoked=False)

    def _end(self, token_id: int, *, revoked: bool) -> None:
        token = self._state["tokens"].pop(token_id)
        units = self._counting(token)
        self._tell("MembershipEnded", tokenId=token_id, holder=token["holder"], units=units, revoked=revoked)
        self._tell("Transfer", from_=token["holder"], to=ZERO, id=token_id)
        self._move_votes(token["holder"], -units)

    def _approve(self) -> None:
        for _ in range(3):
            token_id, token = self._any_token()
            account = self._random.choice((self._person(), self._person(), ZERO))
            self._tell("Approval", owner=token["holder"], account=account, id=token_id)

    def _operator(self) -> None:
        approved = self._random.random() < 0.6
        owner = PEOPLE[self._random.randrange(3)]
        operator = PEOPLE[self._random.randint(5, 7)]
        self._tell("ApprovalForAll", owner=owner, operator=operator, isApproved=approved)

    def _delegate(self) -> None:
        account = PEOPLE[self._random.randrange(6)]
        to = self._random.choice((account, self._person()))
        before = self._state["delegates"].get(account, account)
        self._tell("DelegateChanged", delegator=account, fromDelegate=before, toDelegate=to)
        if to == before:
            return
        held = sum(self._counting(token) for token in self._state["tokens"].values() if token["holder"] == account)
        self._move_votes(account, -held)
        self._state["delegates"][account] = to
        self._move_votes(account, held)

    def _move_votes(self, holder: str, units: int) -> None:
        """Votes of whoever votes for the holder change."""
        if not units:
            return
        account = self._state["delegates"].get(holder, holder)
        before = self._state["votes"].get(account, 0)
        self._state["votes"][account] = before + units
        self._tell("DelegateVotesChanged", delegate=account, previousVotes=before, newVotes=before + units)

    def _any_token(self) -> tuple[int, dict[str, Any]]:
        token_id = self._random.choice(list(self._state["tokens"]))
        return token_id, self._state["tokens"][token_id]

    def _some_token(self, fits: Callable[[dict[str, Any]], bool]) -> tuple[int, dict[str, Any]] | None:
        fitting = [found for found in self._state["tokens"].items() if fits(found[1])]
        return self._random.choice(fitting) if fitting else None

    def _active(self, token: dict[str, Any]) -> bool:
        return not token["expires"] or self._now < token["expires"]

    def _counting(self, token: dict[str, Any]) -> int:
        """Units of a token that count now."""
        return 0 if token["lapsed"] else units_of(token["tier"])
