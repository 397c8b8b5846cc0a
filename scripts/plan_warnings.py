"""What a plan allows that a brand may not have meant: it is deployed all the same, and says so first."""

from collections.abc import Iterator, Sequence

from scripts.plan import (
    GOVERNANCE,
    REPAIR_APPROVAL_BPS,
    REPAIR_QUORUM_BPS,
    BoundsPlan,
    DeploymentPlan,
    ProposalTypePlan,
)
from symbia.rules.proposals import PROPOSER_RULES
from symbia.text import Text
from symbia.units import DAY, HOUR
from symbia.words import word

SEEN = DAY  # in less, people who look once a day see nothing of it
ANSWERED = HOUR  # in less, nobody who sees it can do anything
MANY_UNITS = 1_000_000  # for one key to bring in a day or in the launch


def warnings(plan: DeploymentPlan, accounts: Sequence[str]) -> list[str]:
    """What to be told before `plan` is deployed; `accounts` are what `account:N` stands for. Raises PlanError."""
    return [word(text) for text in warning_texts(plan, accounts)]


def warning_texts(plan: DeploymentPlan, accounts: Sequence[str]) -> list[Text]:
    """The same, before it is worded. docs/plans.md has a line for each."""
    return [*_of_hands(plan, accounts), *_of_times(plan), *_of_types(plan), *_of_units(plan.bounds)]


def _of_hands(plan: DeploymentPlan, accounts: Sequence[str]) -> Iterator[Text]:
    for first, second, account in plan.shared_hands(accounts):
        yield Text.of("scripts.plan.shared_hand", first=first, second=second, account=account)
    if not plan.roles["GUARDIAN"]:
        yield Text.of("scripts.plan.no_guardian")


def _of_times(plan: DeploymentPlan) -> Iterator[Text]:
    if plan.timelock_delay < SEEN:
        yield Text.of("scripts.plan.timelock_short", delay=plan.timelock_delay, seen=SEEN)
    if plan.timelock_delay_floor < ANSWERED:
        yield Text.of("scripts.plan.floor_short", floor=plan.timelock_delay_floor, answered=ANSWERED)
    if plan.late_quorum_extension < ANSWERED:
        yield Text.of("scripts.plan.late_short", extension=plan.late_quorum_extension, answered=ANSWERED)


def _of_types(plan: DeploymentPlan) -> Iterator[Text]:
    """One for all types that it is about. Of what executes nothing, times may be short."""
    types = plan.proposal_types
    binding = [one for one in types if one.binding]
    if names := _names(one for one in binding if one.voting_delay < SEEN):
        yield Text.of("scripts.plan.delay_short", types=names, seen=SEEN)
    if names := _names(one for one in binding if one.voting_period < SEEN):
        yield Text.of("scripts.plan.period_short", types=names, seen=SEEN)
    if names := _names(one for one in types if _hardly_passes(one)):
        yield Text.of("scripts.plan.hardly_passes", types=names, quorum=REPAIR_QUORUM_BPS, approval=REPAIR_APPROVAL_BPS)
    if plan.bounds.first_units is not None:
        half = plan.bounds.first_units // 2
        if names := _names(one for one in types if one.quorum_least > max(half, 1)):
            yield Text.of("scripts.plan.quorum_beyond", types=names, half=max(half, 1))
        if names := _names(one for one in types if _asks_members(one) and one.proposal_threshold > max(half, 1)):
            yield Text.of("scripts.plan.threshold_beyond", types=names, half=max(half, 1))
    if plan.split_types:
        yield Text.of("scripts.plan.splitting", types=", ".join(plan.split_types))
    if plan.choices_of_wallets:
        yield Text.of("scripts.plan.choices_of_wallets", types=", ".join(plan.choices_of_wallets))


def _of_units(bounds: BoundsPlan) -> Iterator[Text]:
    if bounds.sold_per_day_bps == 0:
        yield Text.of("scripts.plan.sales_unbounded")
    if bounds.least_is_most:
        least, units, few = bounds.per_day_least, bounds.launch_units, bounds.least_of_few
        yield Text.of("scripts.plan.least_is_most", least=least, units=units, few=few)
    for name in ("per_day_least", "launch_units", "launch_sold_units"):
        if getattr(bounds, name) >= MANY_UNITS:
            yield Text.of("scripts.plan.many_units", entry=name, units=getattr(bounds, name))
    if bounds.needed_for_largest is not None:
        most, needed = bounds.most_after_launch, bounds.needed_for_largest
        yield Text.of("scripts.plan.largest_waits", largest=bounds.max_units, most=most, needed=needed)


def _hardly_passes(one: ProposalTypePlan) -> bool:
    """More than what one type that can repair everything may ask for."""
    return one.quorum_bps > REPAIR_QUORUM_BPS or max(one.approval_bps, one.option_bps) > REPAIR_APPROVAL_BPS


def _asks_members(one: ProposalTypePlan) -> bool:
    """Whether members need the units of its threshold to propose: 1% of all is enough for what reaches governance."""
    return one.proposer_rule != PROPOSER_RULES[0] and one.reach != GOVERNANCE


def _names(types: Iterator[ProposalTypePlan]) -> str:
    return ", ".join(one.name for one in types)
