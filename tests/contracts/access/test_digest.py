"""BrandAccess answers `canCall` from a digest; it must say what OpenZeppelin's own records say, whatever was set."""

from typing import Any

import pytest
from brownie import BrandAccess, BrandMembership, MembershipRenderer, accounts, web3
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import create, rewound, send
from support.plan import APPEAL_WINDOW, GRACE, WIDE

ADMIN, PUBLIC = 0, 2**64 - 1
SELECTORS = [bytes([0, 0, 0, number]) for number in range(9)]  # more than a digest has places for, and 0x00000000
ROLES = [ADMIN, 1, 2, 255, 256, 511, PUBLIC]
CALLERS = range(4)
TARGET = "0x" + "77" * 20

ACT = st.one_of(
    st.tuples(st.just("role"), st.lists(st.sampled_from(SELECTORS), min_size=1, max_size=3), st.sampled_from(ROLES)),
    st.tuples(st.just("closed"), st.booleans(), st.none()),
)


@pytest.fixture(scope="module")
def access() -> Any:
    """A BrandAccess of account 0, with one member for each role."""
    access = create(BrandAccess, accounts[0].address, sender=accounts[0])
    for caller, role in enumerate((1, 2, 255), start=1):
        send(access.grantRole, role, accounts[caller].address, 0, sender=accounts[0])
    send(access.grantRole, 256, accounts[1].address, 0, sender=accounts[0])
    return access


@given(acts=st.lists(ACT, max_size=10))
@settings(max_examples=25)
def test_digest_says_what_the_records_say(access: Any, acts: list[Any]) -> None:
    with rewound():
        for act, first, role in acts:
            if act == "role":
                send(access.setTargetFunctionRole, TARGET, first, role, sender=accounts[0])
            else:
                send(access.setTargetClosed, TARGET, first, sender=accounts[0])
        for caller in CALLERS:
            for selector in SELECTORS:
                account = accounts[caller].address
                assert access.canCall(account, TARGET, selector) == expected(access, account, selector)


def expected(access: Any, caller: str, selector: bytes) -> tuple[bool, int]:
    """What AccessManager says in its own words."""
    if access.isTargetClosed(TARGET):
        return (False, 0)
    member, delay = access.hasRole(access.getTargetFunctionRole(TARGET, selector), caller)
    return (member and delay == 0, delay if member else 0)


def test_a_delayed_member_must_schedule_and_is_then_called(access: Any) -> None:
    """The path through `execute`, where the caller is BrandAccess itself."""
    with rewound():
        renderer = create(MembershipRenderer, sender=accounts[0])
        arguments = ("Late", "LATE", access.address, renderer.address, APPEAL_WINDOW, GRACE, *WIDE)
        membership = create(BrandMembership, *arguments, sender=accounts[0])
        selector = membership.signatures["defineTier"]
        send(access.setTargetFunctionRole, membership.address, [selector], 1, sender=accounts[0])
        send(access.grantRole, 1, accounts[5].address, 60, sender=accounts[0])
        assert access.canCall(accounts[5].address, membership.address, selector) == (False, 60)
        terms = (1, 1, 0, True, 0, "0x" + "00" * 20, "Late")
        call = membership.defineTier.encode_input(terms, "ipfs://x", "ipfs://y")
        send(access.schedule, membership.address, call, 0, sender=accounts[5])
        web3.provider.make_request("evm_increaseTime", [61])
        send(access.execute, membership.address, call, sender=accounts[5])
        assert membership.tierCount() == 1


def test_a_function_taken_from_a_role_and_a_closed_target_are_refused_at_once(access: Any) -> None:
    selector = SELECTORS[1]
    first, second = accounts[1].address, accounts[2].address
    send(access.setTargetFunctionRole, TARGET, [selector], 1, sender=accounts[0])
    assert access.canCall(first, TARGET, selector) == (True, 0)
    send(access.setTargetFunctionRole, TARGET, [selector], 2, sender=accounts[0])
    assert access.canCall(first, TARGET, selector) == (False, 0)
    assert access.canCall(second, TARGET, selector) == (True, 0)
    send(access.setTargetClosed, TARGET, True, sender=accounts[0])
    assert access.canCall(second, TARGET, selector) == (False, 0)
    send(access.setTargetFunctionRole, TARGET, [selector], ADMIN, sender=accounts[0])
    send(access.setTargetClosed, TARGET, False, sender=accounts[0])
    assert access.canCall(second, TARGET, selector) == (False, 0)
    assert access.canCall(accounts[0].address, TARGET, selector) == (True, 0)


def test_an_emptied_place_opens_nothing(access: Any) -> None:
    """A place is emptied by giving its function back to the admin; the function whose selector is 0 looks like it."""
    zero, first, second = SELECTORS[:3]
    member = accounts[1].address
    with rewound():
        send(access.setTargetFunctionRole, TARGET, [first, second], 1, sender=accounts[0])
        send(access.setTargetFunctionRole, TARGET, [first], ADMIN, sender=accounts[0])
        answers = [access.canCall(member, TARGET, selector) for selector in (zero, first, second)]
        assert answers == [(False, 0), (False, 0), (True, 0)]
