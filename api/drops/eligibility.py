"""Whether an account may claim of a drop, rule by rule, and what would help."""

from dataclasses import dataclass

from api.drops.allowlists import find_list
from api.drops.queries import DropStatus, claimed_by, find_drop, root_of
from api.drops.schemas import DropEligibilityAnswer, DropVerdict
from api.drops.trying import try_claim
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.services import Reader
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """May somebody who `received` memberships of a drop claim `quantity` more?

    `allowance` is None without an allowlist, or, with `note` to say why, when the list is not at hand.
    """

    status: DropStatus
    quantity: int
    received: int
    allowance: int | None
    note: Text | None

    @property
    def total(self) -> int:
        """What the account would have received."""
        return self.received + self.quantity


def eligibility(reader: Reader, drop_id: int, account: str, quantity: int) -> DropEligibilityAnswer:
    """Every rule's verdict on an account (lower case) claiming now. Raises `not_found`, `not_yet_indexed`."""
    with reader.at_head() as reading:
        status, head, as_of = find_drop(reading, drop_id), reading.head, reading.head.as_of()
        received = claimed_by(reading.session, drop_id, account)
    allowance, note = _allowance(reader, status, account)
    case = ClaimCase(status, quantity, received, allowance, note)
    said = verdicts(case)
    if all(verdict.passed for verdict in said):
        said += _tried(reader, head, status, account, quantity)
    passed = [verdict.passed for verdict in said]
    return DropEligibilityAnswer(
        as_of=as_of,
        drop_id=drop_id,
        account=checksum(account),
        quantity=quantity,
        eligible=False if False in passed else None if None in passed else True,
        allowance=allowance,
        claimed=received,
        verdicts=said,
    )


def _tried(reader: Reader, head: Head, status: DropStatus, account: str, quantity: int) -> list[DropVerdict]:
    """The contract's word on a claim that the rules let pass; none where it could not be asked. What the node says may
    change while the head stands still, so the answer is not kept."""
    tried = try_claim(reader.services, head, status.row, account, quantity)
    _keep_nothing(reader)
    if tried is None:
        return []
    text = tried.refusal or Text("drops.verdict.contract")
    return [DropVerdict.of("contract", tried.refusal is None, int(tried.refusal is None), 1, text, _later())]


def _keep_nothing(reader: Reader) -> None:
    reader.response.headers["Cache-Control"] = "no-store"
    if "ETag" in reader.response.headers:
        del reader.response.headers["ETag"]


def _allowance(reader: Reader, status: DropStatus, account: str) -> tuple[int | None, Text | None]:
    """What the allowlist grants, or why that is not known: then the answer is not kept, as the list may turn up."""
    root = root_of(status.row)
    if root is None:
        return None, None
    try:
        return find_list(reader.services.store, status.row.uri, root).allowances.get(account, 0), None
    except ProblemError as problem:
        _keep_nothing(reader)
        return None, problem.text


def verdicts(case: ClaimCase) -> list[DropVerdict]:
    """In the order in which the contract looks; `allowlist` only of a drop that has one."""
    status = case.status
    said = [
        _not_closed(status.row.closed_at),
        _started(status),
        _not_ended(status),
        _supply(status, case.quantity),
        _tier_supply(status, case.quantity),
        _wallet_limit(case),
    ]
    if case.note is not None:
        said.append(_unknown(case.note))
    elif case.allowance is not None:
        said.append(_listed(case, case.allowance))
    return [*said, _currency(status)]


def _not_closed(closed_at: int | None) -> DropVerdict:
    if closed_at is None:
        return DropVerdict.of("not_closed", True, 0, 0, Text("drops.verdict.not_closed"), None)
    text = Text.of("drops.verdict.closed", at=utc(closed_at))
    return DropVerdict.of("not_closed", False, closed_at, 0, text, _later())


def _started(status: DropStatus) -> DropVerdict:
    starts_at, now = status.row.starts_at, status.now
    at = utc(starts_at)
    text = Text.of("drops.verdict.started", at=at) if starts_at else Text("drops.verdict.started_at_once")
    return DropVerdict.of("started", now >= starts_at, now, starts_at, text, Text("drops.fix.started"), at)


def _not_ended(status: DropStatus) -> DropVerdict:
    ends_at, now = status.row.ends_at, status.now
    text = Text.of("drops.verdict.not_ended", at=utc(ends_at)) if ends_at else Text("drops.verdict.not_ended_never")
    return DropVerdict.of("not_ended", not ends_at or now < ends_at, now, ends_at, text, _later())


def _supply(status: DropStatus, quantity: int) -> DropVerdict:
    supply, after = status.row.supply, status.claimed + quantity
    code = "drops.verdict.supply" if supply else "drops.verdict.supply_unlimited"
    text = Text.of(code, n=status.claimed, supply=supply)
    return DropVerdict.of("supply", not supply or after <= supply, after, supply, text, _fewer(supply - status.claimed))


def _tier_supply(status: DropStatus, quantity: int) -> DropVerdict:
    left = status.tier_left
    text = Text.of("drops.verdict.tier_supply", tier=status.row.tier_id, n=left)
    return DropVerdict.of("tier_supply", quantity <= left, quantity, left, text, _fewer(left))


def _wallet_limit(case: ClaimCase) -> DropVerdict:
    limit = case.status.row.per_wallet
    code = "drops.verdict.wallet_limit" if limit else "drops.verdict.wallet_unlimited"
    text = Text.of(code, limit=limit, n=case.received)
    passed = not limit or case.total <= limit
    return DropVerdict.of("wallet_limit", passed, case.total, limit, text, _fewer(limit - case.received))


def _listed(case: ClaimCase, allowance: int) -> DropVerdict:
    if not allowance:
        return DropVerdict.of("allowlist", False, case.total, 0, Text("drops.verdict.not_listed"), _later())
    text = Text.of("drops.verdict.allowlist", allowance=allowance, n=case.received)
    fix = _fewer(allowance - case.received)
    return DropVerdict.of("allowlist", case.total <= allowance, case.total, allowance, text, fix)


def _currency(status: DropStatus) -> DropVerdict:
    allowed = status.currency_allowed
    text = Text("drops.verdict.currency" if allowed else "drops.verdict.currency_not_allowed")
    return DropVerdict.of("currency", allowed, int(allowed), 1, text, Text("drops.fix.currency"))


def _unknown(note: Text) -> DropVerdict:
    text = Text.of("drops.verdict.allowlist_unknown", note=note)
    return DropVerdict.of("allowlist", None, 0, 0, text, Text("drops.fix.allowlist_unknown"))


def _fewer(left: int) -> Text:
    return Text.of("drops.fix.fewer", n=left) if left > 0 else _later()


def _later() -> Text:
    return Text("drops.fix.later")
