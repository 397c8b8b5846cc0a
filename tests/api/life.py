"""What happens to memberships after their issue, written as an indexer would: rows, events, unit changes, votes."""

from typing import Any

from sqlmodel import Session

from symbia import tables as models

HASH = "0x" + "ab" * 32
ZERO = "0x" + "0" * 40


class Life:
    """Memberships of one hand-made brand. Every call is one event at the brand's present second."""

    def __init__(self, brand: Any) -> None:
        self.brand = brand

    def renew(self, token_id: int, expires_at: int) -> None:
        """A new expiry; a lapsed membership has its tier's units again."""
        restored = 0 if self.units(token_id) else self.brand.tier_units[self.brand.token_tiers[token_id]]
        self._note(token_id, "renewed", expires_at=expires_at, units_restored=restored)
        self._patch(token_id, expires_at=expires_at, lapsed=False)
        self._add(token_id, restored)

    def lapse(self, token_id: int) -> None:
        """Its units stop counting."""
        units = self.units(token_id)
        self._note(token_id, "lapsed", units=units)
        self._patch(token_id, lapsed=True)
        self._add(token_id, -units)

    def change_tier(self, token_id: int, tier_id: int, expires_at: int | None = None) -> None:
        """Another tier with its units."""
        previous, units = self.units(token_id), self.brand.tier_units[tier_id]
        details = {"tier_id": tier_id, "expires_at": expires_at, "previous_units": previous, "units": units}
        self._note(token_id, "tier_changed", **details)
        self._patch(token_id, tier_id=tier_id, expires_at=expires_at)
        self.brand.token_tiers[token_id] = tier_id
        self._add(token_id, units - previous)

    def notice(self, token_id: int, revocable_at: int, reason: str = "ipfs://nothing") -> None:
        """The brand means to revoke it."""
        self._note(token_id, "revocation_noticed", revocable_at=revocable_at, reason_uri=reason)
        self._patch(token_id, revocable_at=revocable_at, revocation_reason_uri=reason, locked=True)

    def drop_notice(self, token_id: int, *, dismissed: bool = False) -> None:
        """The notice is gone."""
        self._note(token_id, "revocation_dismissed" if dismissed else "revocation_withdrawn")
        self._patch(token_id, revocable_at=None, revocation_reason_uri=None, locked=False)

    def end(self, token_id: int, *, revoked: bool = False) -> None:
        """Burnt by its holder, or revoked."""
        holder, units = self.brand.tokens[token_id], self.units(token_id)
        self._note(token_id, "revoked" if revoked else "burnt", holder=holder, units=units)
        self._patch(token_id, ended_at=self.brand.now, revoked=revoked, last_holder=holder, revocable_at=None)
        self._add(token_id, -units)
        self.brand.transferred(token_id, holder, ZERO)
        self._patch(token_id, holder=ZERO)
        self.brand.tokens[token_id] = ZERO

    def units(self, token_id: int) -> int:
        """What it adds to votes now."""
        with Session(self.brand.engine) as session:
            return session.get_one(models.Membership, token_id).units

    def _note(self, token_id: int, kind: str, **details: Any) -> None:
        brand = self.brand
        place = brand.place()
        brand.add(
            models.MembershipEvent(**place, token_id=token_id, kind=kind, details=details, at=brand.now, tx_hash=HASH)
        )

    def _add(self, token_id: int, delta: int) -> None:
        if not delta:
            return
        brand = self.brand
        self._patch(token_id, units=self.units(token_id) + delta)
        brand.add(models.UnitChange(**brand.place(), token_id=token_id, delta=delta, at=brand.now))
        holder = brand.tokens[token_id]
        brand.change_votes(brand.delegates.get(holder, holder), delta)

    def _patch(self, token_id: int, **values: Any) -> None:
        with Session(self.brand.engine) as session:
            row = session.get_one(models.Membership, token_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.commit()
