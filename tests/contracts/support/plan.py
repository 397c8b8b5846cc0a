"""The brand of the tests: tiers and proposal types with numbers that are easy to reckon with."""

from typing import Any

from support.chain import NOBODY

from scripts.plan import BoundsPlan, DeploymentPlan, ProposalTypePlan

HOUR = 3_600
DAY = 24 * HOUR
YEAR = 365 * DAY

# units, supply, duration, transferable, royaltyBps, royaltyReceiver, name
RECEIVER = "0x" + "11" * 20
TIERS = (
    (1, 1_000, 0, True, 500, RECEIVER, "Seed"),
    (10, 100, 0, True, 0, NOBODY, "Root"),
    (100, 50, 0, False, 0, NOBODY, "Grove"),
    (0, 10, 0, True, 0, NOBODY, "Guest"),
    (7, 40, YEAR, True, 0, NOBODY, "Leaf"),
    (3, 20, 30 * DAY, False, 0, NOBODY, "Trial"),
)
SEED, ROOT, GROVE, GUEST, LEAF, TRIAL = 1, 2, 3, 4, 5, 6
UNITS = {SEED: 1, ROOT: 10, GROVE: 100, GUEST: 0, LEAF: 7, TRIAL: 3}

ADVISORY, POLICY, TREASURY, MEMBERS_ONLY = 1, 2, 3, 4
DELAY, PERIOD = HOUR, DAY
TIMELOCK_DELAY = 2 * HOUR
ACTION_WINDOW = 3 * DAY
LATE_EXTENSION = 6 * HOUR
APPEAL_WINDOW = 10 * DAY
GRACE = 3 * DAY
# So wide that they are in nobody's way, and no launch: days are counted from the first second.
WIDE = ((2**28 - 1, 2**32 - 1, 2**28 - 1, 0, 0), (0, 0, 0))


# Two types may touch everything; beside them the third, for members, is for payments, and between options too.
GOVERNANCE: dict[str, Any] = {"methods": ("for_against",), "reach": "governance"}


def uris(name: str) -> tuple[str, str]:
    """Of a tier's document and image."""
    return f"ipfs://document-{name}", f"ipfs://image-{name}"


def _type(
    name: str, rule: str, binding: bool, *, quorum: int, approval: int, threshold: int, **more: Any
) -> ProposalTypePlan:
    return ProposalTypePlan(
        name=name,
        voting_delay=DELAY,
        voting_period=PERIOD,
        proposal_threshold=threshold,
        quorum_bps=quorum,
        approval_bps=approval,
        proposer_rule=rule,
        binding=binding,
        **more,
    )


PLAN = DeploymentPlan(
    brand="Test Brand",
    symbol="TEST",
    timelock_delay=TIMELOCK_DELAY,
    action_window=ACTION_WINDOW,
    late_quorum_extension=LATE_EXTENSION,
    appeal_window=APPEAL_WINDOW,
    grace=GRACE,
    bounds=BoundsPlan(*WIDE[0], *WIDE[1], price_floor=1),
    roles={"BRAND": ("account:1",), "ISSUER": ("account:2",), "GUARDIAN": ("account:3",), "PARTNER": ("account:4",)},
    proposal_types=(
        _type("Direction", "brand_or_members", False, quorum=2_000, approval=5_000, threshold=5),
        _type("Policy", "brand_or_members", True, quorum=2_000, approval=5_000, threshold=10, **GOVERNANCE),
        _type("Treasury", "brand", True, quorum=3_000, approval=6_000, threshold=1, **GOVERNANCE),
        _type("Members", "members", True, quorum=2_000, approval=5_000, threshold=10, option_bps=5_000),
    ),
)
