"""A type bounds what its proposals may touch, and no laxer type gets at the rules of a stricter one."""

from typing import Any

import pytest
from brownie import BrandGovernor, MoodyAuthority, accounts
from support.chain import ask, create, move_to, now, pass_time, refusal, refused_creation, rpc, send
from support.governance import CHARTER, GOVERNANCE, Action, action, columns, propose, rules
from support.plan import (
    ACTION_WINDOW,
    ADVISORY,
    DAY,
    DELAY,
    MEMBERS_ONLY,
    PERIOD,
    POLICY,
    SEED,
    TIMELOCK_DELAY,
    TREASURY,
)

PAYMENTS, BRAND = 0, 1
NEW = 5
PAYEE = "0x" + "55" * 20


def refused(governor: Any, type_id: int, sender: Any, *actions: Action) -> tuple[Any, ...]:
    """How such a proposal is refused."""
    return refusal(governor.proposeTyped, type_id, *columns(actions), "# Refused", sender=sender)


def lax(*, reach: int, **changes: Any) -> tuple[Any, ...]:
    """A type just as strict as Policy and Members, but for `changes`."""
    known = {"voting_delay": DELAY, "voting_period": PERIOD, "quorum_bps": 2_000, "approval_bps": 5_000}
    known |= {"quorum_least": 1, "rule": 2, "binding": True, "active": True, "methods": 1} | changes
    first = (known["voting_delay"], known["voting_period"], 10, known["quorum_bps"], known["approval_bps"])
    ballots = ("quorum_least", "methods", "curve", "cap", "option_bps")
    named = {name: known[name] for name in ballots if name in known} | {"reach": reach}
    return rules(*first, known["rule"], known["binding"], known["active"], "New", **named)


def define(governor: Any, voters: list[Any], *kinds: tuple[int, tuple[Any, ...]], number: list[int]) -> tuple[Any, ...]:
    """Define types by one proposal that is carried; how it is refused when it is executed, empty if it is not."""
    number[0] += 1
    calls = [action(governor.defineProposalType, type_id, kind) for type_id, kind in kinds]
    proposal = propose(governor, POLICY, voters[0], calls, f"# Types {number[0]}").carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    try:
        proposal.execute(voters[0])
    except AssertionError:
        return refusal(governor.execute, *proposal.arguments, sender=voters[0])
    return ()


@pytest.fixture
def number() -> list[int]:
    """Counts what is proposed, so that no two descriptions are the same."""
    return [0]


@pytest.fixture
def brand_type(governor: Any, voters: list[Any], number: list[int]) -> int:
    """A type that reaches the brand's contracts."""
    assert define(governor, voters, (NEW, lax(reach=BRAND)), number=number) == ()
    return NEW


def test_a_payment_type_touches_neither_types_nor_roles(
    governor: Any, access: Any, timelock: Any, voters: list[Any]
) -> None:
    """The treasury's type once made policy a matter of one minute, and itself an admin."""
    minute = rules(1, 60, 1, 1, 5_000, 2, True, True, "Policy", methods=1, reach=GOVERNANCE)
    for call in (
        action(governor.defineProposalType, POLICY, minute),
        action(governor.setExcludedAccounts, []),
        action(governor.setLateQuorumVoteExtension, 0),
        action(access.grantRole, 0, voters[1].address, 0),
        action(access.execute, PAYEE, b""),
        action(timelock.updateDelay, 2 * DAY),
        action(timelock.grantRole, timelock.PROPOSER_ROLE(), voters[1].address),
        (governor.address, 0, b""),
        (access.address, 0, b"\x00"),
        (timelock.address, 1, b""),  # the treasury pays itself
    ):
        for place in (0, 1):
            actions = [(PAYEE, 1, b""), call][-1 - place :]
            error = ("ProposalTypes_BeyondReach", place, GOVERNANCE, PAYMENTS)
            assert refused(governor, MEMBERS_ONLY, voters[0], *actions) == error
        assert propose(governor, POLICY, voters[0], [call], f"# {call[2].hex()}{call[0]}").state == "Pending"


def test_the_reach_of_the_brand(
    governor: Any, membership: Any, drops: Any, perks: Any, voters: list[Any], brand_type: int
) -> None:
    """What a role may call, and dismissals; what only the admin may call is governance, given away or not."""
    of_roles = [
        action(membership.withdrawRevocation, 1),
        action(membership.issue, PAYEE, SEED),
        action(drops.closeDrop, 1),
        action(perks.setPaused, 1, True),
        action(membership.dismissRevocation, 1),
    ]
    of_the_admin = [
        action(membership.bindVotes, PAYEE),
        action(membership.transferFrom, PAYEE, PAYEE, 1),
        (perks.address, 0, action(membership.dismissRevocation, 1)[2]),
        (membership.address, 0, b""),
        (membership.address, 0, action(membership.issue, PAYEE, SEED)[2][:3]),
        (drops.address, 0, b"\xff\xff\xff\xff"),
    ]
    for call in of_roles:
        error = ("ProposalTypes_BeyondReach", 0, BRAND, PAYMENTS)
        assert refused(governor, MEMBERS_ONLY, voters[0], call) == error
    for call in of_the_admin:
        assert refused(governor, MEMBERS_ONLY, voters[0], call)[2] == GOVERNANCE
        error = ("ProposalTypes_BeyondReach", 1, GOVERNANCE, BRAND)
        assert refused(governor, brand_type, voters[0], of_roles[0], call) == error
    proposal = propose(governor, brand_type, voters[0], [*of_roles, (PAYEE, 1, b"")], "# All")
    assert governor.proposalRules(proposal.number)[13] == BRAND


def test_a_foreign_contract_is_a_payment_whatever_it_answers(governor: Any, access: Any, voters: list[Any]) -> None:
    for mood in range(7):
        foreign = create(MoodyAuthority, mood, access.address, sender=accounts[0])
        assert propose(governor, MEMBERS_ONLY, voters[0], [(foreign.address, 1, b"\x01\x02\x03\x04")], f"# {mood}")


def test_what_is_no_contract_is_not_called(
    governor: Any, membership: Any, access: Any, voters: list[Any], team: Any, deployer: Any
) -> None:
    """The address of a contract can be foretold: one of the brand may stand there when the proposal is executed."""
    nonce = int(rpc("eth_getTransactionCount", deployer.address, "latest"), 16)
    foretold = str(deployer.get_deployment_address(nonce))
    call = action(membership.withdrawRevocation, 1)[2]
    for type_id in (MEMBERS_ONLY, POLICY):
        error = ("ProposalTypes_NoContract", 1, foretold)
        assert refused(governor, type_id, voters[0], (PAYEE, 1, b""), (foretold, 0, call)) == error
        for data in (call, b"\x00", call[:4]):
            first = ("ProposalTypes_NoContract", 0, foretold)
            assert refused(governor, type_id, voters[0], (foretold, 1, data)) == first
        assert propose(governor, type_id, voters[0], [(foretold, 1, b"")], f"# {type_id}").state == "Pending"
    known = create(MoodyAuthority, 5, access.address, sender=deployer)
    assert known.address == foretold
    assert propose(governor, POLICY, voters[0], [(foretold, 0, call)], "# Now").state == "Pending"


def test_too_little_gas_for_an_answer_makes_nothing_a_payment(
    governor: Any, membership: Any, voters: list[Any]
) -> None:
    """Whatever gas is given, a call to the brand's contracts is refused: it never passes for a payment."""
    call = action(membership.withdrawRevocation, 1)
    data = governor.proposeTyped.encode_input(MEMBERS_ONLY, *columns([call]), "# Gas")
    request = {"from": voters[0].address, "to": governor.address, "data": data}
    for gas in range(40_000, 400_000, 7_001):
        assert "error" in ask("eth_call", request | {"gas": hex(gas)}, "latest")


def test_it_is_frozen_with_the_proposal(
    governor: Any, membership: Any, voters: list[Any], brand_type: int, number: list[int]
) -> None:
    call = action(membership.dismissRevocation, 1)
    before = propose(governor, brand_type, voters[0], [call], "# Before")
    assert define(governor, voters, (brand_type, lax(reach=PAYMENTS)), number=number) == ()
    assert governor.proposalRules(before.number)[13] == BRAND
    assert refused(governor, brand_type, voters[0], call)[0] == "ProposalTypes_BeyondReach"


@pytest.mark.parametrize(
    ("rule", "wider", "narrower"),
    [
        ("votingDelay", {"voting_delay": DELAY - 1}, {"voting_delay": DELAY + 1}),
        ("votingPeriod", {"voting_period": PERIOD - 1}, {"voting_period": PERIOD + 1}),
        ("quorumBps", {"quorum_bps": 1_999}, {"quorum_bps": 2_001}),
        ("quorumLeast", {"quorum_least": 1}, {"quorum_least": 2}),
        ("approvalBps", {"approval_bps": 5_000}, {"approval_bps": 5_001}),
    ],
)
def test_a_wider_reach_is_never_laxer(
    governor: Any, voters: list[Any], number: list[int], rule: str, wider: dict[str, int], narrower: dict[str, int]
) -> None:
    """Either way: a wider type that asks less, and a narrower one that asks more."""
    stricter = lax(reach=PAYMENTS, **narrower)
    error = ("ProposalTypes_LaxerThanNarrower", POLICY, NEW, rule)
    assert define(governor, voters, (NEW, stricter), number=number) == error
    asleep = lax(reach=PAYMENTS, active=False, **narrower)
    assert define(governor, voters, (NEW, asleep), number=number) == ()  # nobody can propose by it
    assert define(governor, voters, (NEW, stricter), number=number) == error
    for reach in (BRAND, GOVERNANCE):
        if rule in ("quorumLeast", "approvalBps"):
            continue  # neither goes lower than Members, which has the least there is
        error = ("ProposalTypes_LaxerThanNarrower", NEW, MEMBERS_ONLY, rule)
        assert define(governor, voters, (NEW, lax(reach=reach, **wider)), number=number) == error


@pytest.mark.parametrize("wallets", [{"curve": 1}, {"curve": 2}, {"cap": 1}, {"cap": 2**40 - 1}])
def test_governance_counts_units(governor: Any, voters: list[Any], number: list[int], wallets: dict[str, int]) -> None:
    """A curve or a cap counts wallets: 100 memberships of one unit in 100 wallets would outvote 100 in one."""
    error = ("ProposalTypes_InvalidType", NEW, "curve: units and no cap, for governance")
    for asleep in (False, True):
        kind = lax(reach=GOVERNANCE, active=not asleep, **wallets)
        assert define(governor, voters, (NEW, kind), number=number) == error
    rule = next(iter(wallets))
    narrower_counts_units = ("ProposalTypes_LaxerThanNarrower", NEW, MEMBERS_ONLY, rule)
    kind = lax(reach=BRAND, **wallets)
    assert define(governor, voters, (NEW, kind), number=number) == narrower_counts_units
    payments = (MEMBERS_ONLY, lax(reach=PAYMENTS, **wallets))
    assert define(governor, voters, payments, (NEW, kind), number=number) == ()
    units = (MEMBERS_ONLY, lax(reach=PAYMENTS))
    assert define(governor, voters, units, number=number) == narrower_counts_units


@pytest.mark.parametrize("methods", [2, 4, 8, 16, 31])
def test_a_binding_choice_is_no_easier_than_for_and_against(
    governor: Any, voters: list[Any], number: list[int], methods: int
) -> None:
    terms: dict[str, Any] = {"approval_bps": 5_000, "methods": methods}
    error = ("ProposalTypes_InvalidType", NEW, "optionBps: at least approvalBps, for binding choices")
    for share in (0, 4_999):
        kind = lax(reach=PAYMENTS, option_bps=share, **terms)
        assert define(governor, voters, (NEW, kind), number=number) == error
    assert define(governor, voters, (NEW, lax(reach=PAYMENTS, option_bps=5_000, **terms)), number=number) == ()
    advisory = lax(reach=PAYMENTS, binding=False, option_bps=0, **terms)
    assert define(governor, voters, (NEW, advisory), number=number) == ()


def test_an_advisory_type_may_be_as_strict_as_it_likes(governor: Any, voters: list[Any], number: list[int]) -> None:
    kind = lax(reach=PAYMENTS, binding=False, quorum_bps=9_000, approval_bps=9_000)
    assert define(governor, voters, (NEW, kind), number=number) == ()
    error = ("ProposalTypes_InvalidType", NEW, "reach: payments for an advisory type")
    assert define(governor, voters, (NEW, lax(reach=BRAND, binding=False)), number=number) == error


@pytest.mark.parametrize("last", [
    {"active": False}, {"rule": 0}, {"quorum_bps": 5_001}, {"approval_bps": 9_001}, {"reach": BRAND},
])  # fmt: skip
def test_one_way_to_change_everything_remains(
    governor: Any, voters: list[Any], number: list[int], last: dict[str, Any]
) -> None:
    """Treasury reaches as far, but only the brand may propose it."""
    kind = lax(**({"reach": GOVERNANCE} | last))
    assert define(governor, voters, (POLICY, kind), number=number) == ("ProposalTypes_NoGovernanceType",)
    second = (NEW, lax(reach=GOVERNANCE, quorum_bps=5_000, approval_bps=9_000))
    assert define(governor, voters, second, (POLICY, kind), number=number) == ()


def test_a_governor_begins_with_one(membership: Any, timelock: Any, access: Any) -> None:
    parts = ("First", membership.address, timelock.address, access.address, ACTION_WINDOW, 0)
    payment = lax(reach=PAYMENTS)
    assert refused_creation(BrandGovernor, *parts, [payment], []) == ("ProposalTypes_NoGovernanceType",)
    stricter = lax(reach=PAYMENTS, voting_delay=DAY + 1)
    error = ("ProposalTypes_LaxerThanNarrower", 1, 2, "votingDelay")
    assert refused_creation(BrandGovernor, *parts, [CHARTER, stricter], []) == error
    assert refused_creation(BrandGovernor, *parts, [stricter, CHARTER], [])[1:] == (2, 1, "votingDelay")


def test_a_quorum_that_is_never_reached_is_refused(governor: Any, voters: list[Any], number: list[int]) -> None:
    """Half of 125 units are 62."""
    kind = lax(reach=GOVERNANCE, quorum_least=63)
    assert define(governor, voters, (NEW, kind), number=number) == ("ProposalTypes_QuorumLeastTooHigh", NEW, 63, 62)
    assert define(governor, voters, (NEW, lax(reach=GOVERNANCE, quorum_least=62)), number=number) == ()


def test_a_hundredth_of_all_units_always_proposes_governance(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    """1% of 125 units are two, whatever the threshold; payments keep theirs, and the brand needs none."""
    assert refused(governor, POLICY, voters[3], (PAYEE, 0, b"")) == (
        "GovernorInsufficientProposerVotes", voters[3].address, 1, 2,
    )  # fmt: skip
    send(membership.delegate, voters[3].address, sender=voters[4])
    pass_time(1)
    assert propose(governor, POLICY, voters[3], [(PAYEE, 0, b"")]).number == 1
    error = ("GovernorInsufficientProposerVotes", voters[3].address, 2, 10)
    assert refused(governor, MEMBERS_ONLY, voters[3], (PAYEE, 0, b"")) == error
    send(membership.airdrop, [people[20].address] * 100, SEED, sender=issuer)
    send(membership.airdrop, [people[20].address] * 20, 3, sender=issuer)
    pass_time(1)
    error = ("GovernorInsufficientProposerVotes", voters[3].address, 2, 10)  # of 2,225 units 1% are 23: more than 10
    assert refused(governor, POLICY, voters[3], (PAYEE, 0, b"")) == error


def test_there_are_64_types_at_most(governor: Any, voters: list[Any], number: list[int]) -> None:
    """Each is held against all others, and that must fit into a transaction."""
    kinds = [(type_id, lax(reach=type_id % 3)) for type_id in range(NEW, 66)]
    assert define(governor, voters, *kinds, number=number) == ("ProposalTypes_TooManyTypes", 64)
    assert define(governor, voters, *kinds[:-1], number=number) == ()
    assert governor.proposalTypeCount() == 64


def test_the_brand_s_own_type_reaches_as_far_as_it_says(governor: Any, access: Any, team: Any) -> None:
    call = action(access.grantRole, 1, PAYEE, 0)
    assert propose(governor, TREASURY, team, [call]).state == "Pending"
    assert governor.proposalType(ADVISORY)[13:15] == (1, PAYMENTS)
    assert governor.proposalType(TREASURY)[13:15] == (1, GOVERNANCE)


@pytest.mark.parametrize(("delay", "allowed"), [
    (0, False), (3_599, False), (3_600, True), (30 * DAY, True), (30 * DAY + 1, False), (2**200, False),
])  # fmt: skip
def test_the_treasury_s_delay_stays_within_its_bounds(
    governor: Any, timelock: Any, voters: list[Any], delay: int, allowed: bool
) -> None:
    proposal = propose(governor, POLICY, voters[0], [action(timelock.updateDelay, delay)]).carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    if allowed:
        changed = proposal.execute(voters[0]).one("MinDelayChange")
        assert changed == {"oldDuration": TIMELOCK_DELAY, "newDuration": delay}
        assert timelock.getMinDelay() == delay
    else:
        error = ("BrandTimelock_InvalidDelay", delay, 3_600, 30 * DAY)
        assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == error
        assert timelock.getMinDelay() == TIMELOCK_DELAY


def test_a_change_of_the_delay_leaves_what_is_queued(governor: Any, timelock: Any, voters: list[Any]) -> None:
    """And holds for what is queued afterwards."""
    first, second = (
        propose(governor, MEMBERS_ONLY, voters[0], [(PAYEE, 0, b"")], title) for title in ("# First", "# Second")
    )
    change = propose(governor, POLICY, voters[0], [action(timelock.updateDelay, DAY)], "# Change")
    change.open()
    for one in (first, second, change):
        one.vote(voters[0], 1)
    change.close()
    change.queue(voters[0])
    first.queue(voters[0])
    eta = governor.proposalEta(first.number)
    move_to(now() + TIMELOCK_DELAY)
    change.execute(voters[0])
    assert governor.proposalEta(first.number) == eta
    first.execute(voters[0])
    queued = second.queue(voters[0])
    assert governor.proposalEta(second.number) == queued.timestamp + DAY
