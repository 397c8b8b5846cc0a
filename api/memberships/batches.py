"""A checked list of members as airdrops to sign."""

from collections.abc import Iterator, Sequence

from api.memberships.import_schemas import Batch
from api.memberships.issue_drafts import MAX_RECIPIENTS
from api.prepare.actions import Call, Known, prepare_call
from api.prepare.transactions import Transaction
from symbia.chain.calls import encode_call
from symbia.rules.addresses import checksum
from symbia.rules.member_list import Row

# A new member takes the most, some 50,000.
GAS_PER_MEMBER = 75_000
GAS_BASE = 100_000


def airdrops(known: Known, account: str, rows: Sequence[Row]) -> list[Batch]:
    """Batches in the order in which `account` (lower case) signs them. Only the first of each tier is simulated: what
    could refuse another, the supply, has been counted. Raises what preparing raises."""
    simulated: set[int] = set()
    batches: list[Batch] = []
    for number, part in enumerate(_parts(rows), 1):
        call = _call(known, part)
        if part[0].tier_id not in simulated:
            prepare_call(known, account, "BrandMembership", call)
            simulated.add(part[0].tier_id)
        batches.append(_batch(known, account, number, part, call))
    return batches


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Tier by tier, in the order of the list."""
    tiers: dict[int, list[Row]] = {}
    for row in rows:
        tiers.setdefault(row.tier_id, []).append(row)
    for _, members in sorted(tiers.items()):
        for start in range(0, len(members), MAX_RECIPIENTS):
            yield members[start : start + MAX_RECIPIENTS]


def _call(known: Known, part: list[Row]) -> Call:
    first, last = part[0], part[-1]
    arguments = {"recipients": [row.account for row in part], "tierId": first.tier_id}
    text = f"Issue {len(part)} memberships of {known.tier(first.tier_id)}, rows {first.row} to {last.row}"
    return Call("airdrop", arguments, text)


def _batch(known: Known, account: str, number: int, part: list[Row], call: Call) -> Batch:
    return Batch(
        number=number,
        tier_id=part[0].tier_id,
        count=len(part),
        first_row=part[0].row,
        last_row=part[-1].row,
        transaction=Transaction(
            chain_id=known.head.chain_id,
            from_=checksum(account),
            to=checksum(known.head.addresses["BrandMembership"]),
            data=encode_call("BrandMembership", call.function, tuple(call.arguments.values())),
            value="0",
            gas=GAS_BASE + GAS_PER_MEMBER * len(part),
        ),
        text=f"{call.text}, as {checksum(account)}.",
    )
