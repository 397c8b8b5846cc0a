"""Every rule of a drop about one account, in words."""

from datetime import datetime

from api.drops.queries import Standing
from api.drops.schemas import DropVerdict, Rule
from api.kit.times import in_words, utc

LATER = "Ask the brand, or wait for another drop."


def verdicts(
    standing: Standing, *, quantity: int, received: int, allowance: int | None, document_note: str | None
) -> list[DropVerdict]:
    """In the order in which the contract looks. `allowance` is None without an allowlist, or, with `document_note`
    to say why, when the list is not at hand."""
    row, wanted = standing.row, received + quantity
    found = [
        _not_closed(row.closed_at),
        _started(standing),
        _not_ended(standing),
        _supply(standing, quantity),
        _tier_supply(standing, quantity),
        _wallet_limit(row.per_wallet, received, wanted),
    ]
    if document_note is not None:
        found.append(_unknown(document_note))
    elif allowance is not None:
        found.append(_listed(allowance, received, wanted))
    return [*found, _currency(standing)]


def _not_closed(closed_at: int | None) -> DropVerdict:
    text = "The brand has not closed it." if closed_at is None else f"The brand closed it {in_words(closed_at)}."
    return _verdict("not_closed", closed_at is None, closed_at or 0, 0, text, LATER)


def _started(standing: Standing) -> DropVerdict:
    starts_at = standing.row.starts_at
    text = f"Starts {in_words(starts_at)}." if starts_at else "Started at once."
    return _verdict(
        "started", standing.now >= starts_at, standing.now, starts_at, text, "Wait until then.", utc(starts_at)
    )


def _not_ended(standing: Standing) -> DropVerdict:
    ends_at = standing.row.ends_at
    text = f"Ends {in_words(ends_at)}." if ends_at else "Never ends."
    return _verdict("not_ended", not ends_at or standing.now < ends_at, standing.now, ends_at, text, LATER)


def _supply(standing: Standing, quantity: int) -> DropVerdict:
    supply, after = standing.row.supply, standing.claimed + quantity
    text = f"{standing.claimed} of {supply or 'any number'} are claimed."
    return _verdict("supply", not supply or after <= supply, after, supply, text, _fewer(supply - standing.claimed))


def _tier_supply(standing: Standing, quantity: int) -> DropVerdict:
    left = standing.tier_left
    text = f"Tier {standing.row.tier_id} has {left} places left."
    return _verdict("tier_supply", quantity <= left, quantity, left, text, _fewer(left))


def _wallet_limit(limit: int, received: int, wanted: int) -> DropVerdict:
    text = f"One wallet gets {limit or 'any number'}; this one has received {received}."
    return _verdict("wallet_limit", not limit or wanted <= limit, wanted, limit, text, _fewer(limit - received))


def _listed(allowance: int, received: int, wanted: int) -> DropVerdict:
    if not allowance:
        return _verdict("allowlist", False, wanted, 0, "The account is not on the allowlist.", LATER)
    text = f"The allowlist grants {allowance}; this account has received {received}."
    return _verdict("allowlist", wanted <= allowance, wanted, allowance, text, _fewer(allowance - received))


def _currency(standing: Standing) -> DropVerdict:
    allowed = standing.currency_allowed
    text = "The brand takes its currency." if allowed else "The brand takes no payments in its currency for now."
    return _verdict("currency", allowed, int(allowed), 1, text, "Wait until the brand allows it again.")


def _unknown(note: str) -> DropVerdict:
    return DropVerdict(
        rule="allowlist",
        passed=None,
        value=0,
        threshold=0,
        text=f"The drop has an allowlist, and it is not at hand: {note}",
        fix="Ask again in a moment; if it stays away, ask the brand to pin it.",
        fixed_at=None,
    )


def _fewer(left: int) -> str:
    return f"Claim {left} at most." if left > 0 else LATER


def _verdict(
    rule: Rule, passed: bool, value: int, threshold: int, text: str, fix: str, fixed_at: datetime | None = None
) -> DropVerdict:
    return DropVerdict(
        rule=rule,
        passed=passed,
        value=value,
        threshold=threshold,
        text=text,
        fix=None if passed else fix,
        fixed_at=None if passed else fixed_at,
    )
