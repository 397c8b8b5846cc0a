"""Revoking for cause: a reason, a wait in which a proposal can dismiss it, and only then the end."""

from typing import Any

import pytest
from brownie import BrandMembership, accounts
from support.chain import NOBODY, impersonated, move_to, pass_time, refusal, refused_creation, send, send_at
from support.governance import action, propose
from support.members import ACTIVE, issue
from support.plan import APPEAL_WINDOW, DAY, GRACE, LEAF, POLICY, ROOT, SEED, TRIAL, WIDE, YEAR

REASON = "ipfs://reason"
REVOCABLE = 6  # place in membershipOf
REVOCABLE_FOR = 30 * DAY  # seconds in which a notice can be carried out


@pytest.fixture
def accused(membership: Any, team: Any, issuer: Any, people: Any) -> int:
    """A membership of people[0] under notice."""
    token = issue(membership, issuer, people[0], ROOT)
    send(membership.noticeRevocation, token, REASON, sender=team)
    return token


def test_a_notice_names_its_reason_and_its_end(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], ROOT)
    receipt = send(membership.noticeRevocation, token, REASON, sender=team)
    ends = receipt.timestamp + APPEAL_WINDOW
    noticed = {"tokenId": token, "revocableAt": ends, "reasonURI": REASON}
    assert receipt.one("RevocationNoticed") == noticed
    assert receipt.one("Locked") == receipt.all("Locked")[0] == {"tokenId": token}
    assert receipt.one("MetadataUpdate") == {"_tokenId": token}
    assert membership.membershipOf(token)[4:] == (10, 0, ends, ACTIVE, 0)
    assert membership.locked(token) is True
    assert membership.appealWindow() == APPEAL_WINDOW


def test_under_notice_the_vote_stays_and_the_membership_too(
    membership: Any, team: Any, issuer: Any, people: Any, accused: int
) -> None:
    holder = people[0]
    ends = membership.membershipOf(accused)[REVOCABLE]
    under_notice = ("BrandMembership_UnderNotice", accused, ends)
    move = (membership.transferFrom, holder.address, people[1].address, accused)
    assert refusal(*move, sender=holder) == under_notice
    assert refusal(membership.noticeRevocation, accused, REASON, sender=team) == under_notice
    assert membership.getVotes(holder) == 10
    send(membership.delegate, people[1].address, sender=holder)
    assert membership.getVotes(people[1]) == 10


def test_under_notice_it_is_renewed_but_changes_no_tier(
    membership: Any, access: Any, team: Any, issuer: Any, people: Any, timelock: Any
) -> None:
    """A notice just before the expiry does not take the vote on the appeal away."""
    token = issue(membership, issuer, people[0], LEAF)
    send(membership.noticeRevocation, token, REASON, sender=team)
    ends = membership.membershipOf(token)[REVOCABLE]
    under_notice = ("BrandMembership_UnderNotice", token, ends)
    expires = membership.membershipOf(token)[5]
    send(membership.renew, token, 1, sender=issuer)
    assert membership.membershipOf(token)[5:] == (expires + YEAR, ends, ACTIVE, 0)
    move_to(expires)
    assert membership.getVotes(people[0]) == 7
    send(access.grantRole, 5, accounts[8].address, 0, sender=impersonated(timelock.address))
    assert refusal(membership.changeTier, token, ROOT, 0, False, False, sender=accounts[8]) == under_notice


def test_the_brand_waits_to_the_very_second(membership: Any, team: Any, people: Any, accused: int) -> None:
    ends = membership.membershipOf(accused)[REVOCABLE]
    move_to(ends - 1)
    still_open = ("BrandMembership_AppealWindowOpen", accused, ends)
    assert refusal(membership.revoke, accused, sender=team) == still_open
    receipt = send_at(ends, membership.revoke, accused, sender=team)
    ended = {"tokenId": accused, "holder": people[0].address, "units": 10, "revoked": True}
    assert receipt.one("MembershipEnded") == ended
    assert tuple(receipt.one("Transfer").values()) == (people[0].address, NOBODY, accused)
    assert membership.getVotes(people[0]) == membership.heldUnits(people[0]) == membership.totalUnits() == 0
    unknown = ("BrandMembership_UnknownMembership", accused)
    for call in ((membership.revoke, accused), (membership.noticeRevocation, accused, REASON)):
        assert refusal(*call, sender=team) == unknown


def test_the_brand_can_take_a_notice_back(membership: Any, team: Any, people: Any, accused: int) -> None:
    receipt = send(membership.withdrawRevocation, accused, sender=team)
    assert receipt.one("RevocationDropped") == {"tokenId": accused, "dismissed": False}
    assert receipt.one("Unlocked") == {"tokenId": accused}
    not_under_notice = ("BrandMembership_NotUnderNotice", accused)
    for call in (membership.withdrawRevocation, membership.revoke):
        assert refusal(call, accused, sender=team) == not_under_notice
    assert membership.membershipOf(accused)[REVOCABLE] == 0
    send(membership.transferFrom, people[0].address, people[1].address, accused, sender=people[0])


def test_a_notice_that_is_not_carried_out_has_an_end(
    membership: Any, team: Any, people: Any, stranger: Any, accused: int
) -> None:
    """Seen before: one of 200 days held a membership, which could be neither sold nor moved to another tier."""
    ends = membership.membershipOf(accused)[REVOCABLE]
    over = ends + REVOCABLE_FOR
    stands = ("BrandMembership_NoticeStands", accused, over)
    for second in (ends - 1, ends, over - 1):
        move_to(second)
        assert refusal(membership.endNotice, accused, sender=people[0]) == stands
    move_to(over)
    for _ in range(2):
        assert refusal(membership.revoke, accused, sender=team) == ("BrandMembership_NoticeOver", accused, over)
        pass_time(100 * DAY)
    receipt = send(membership.endNotice, accused, sender=stranger)
    assert receipt.one("RevocationDropped") == {"tokenId": accused, "dismissed": False}
    assert receipt.one("Unlocked") == {"tokenId": accused}
    assert (membership.membershipOf(accused)[REVOCABLE], membership.locked(accused)) == (0, False)
    send(membership.transferFrom, people[0].address, people[1].address, accused, sender=people[0])
    for call, account in ((membership.endNotice, stranger), (membership.revoke, team)):
        assert refusal(call, accused, sender=account) == ("BrandMembership_NotUnderNotice", accused)
    too_soon = ("BrandMembership_NoticeTooSoon", accused, receipt.timestamp + APPEAL_WINDOW)
    assert refusal(membership.noticeRevocation, accused, REASON, sender=team) == too_soon


def test_the_brand_revokes_to_the_last_second(membership: Any, team: Any, accused: int) -> None:
    last = membership.membershipOf(accused)[REVOCABLE] + REVOCABLE_FOR - 1
    assert send_at(last, membership.revoke, accused, sender=team).one("MembershipEnded")["revoked"] is True


def test_one_that_is_over_can_still_be_taken_back_dismissed_and_given_up(
    membership: Any, team: Any, people: Any, timelock: Any, issuer: Any, accused: int
) -> None:
    others = [issue(membership, issuer, people[0], ROOT) for _ in range(2)]
    for token in others:
        send(membership.noticeRevocation, token, REASON, sender=team)
    move_to(membership.membershipOf(others[-1])[REVOCABLE] + REVOCABLE_FOR)
    send(membership.withdrawRevocation, accused, sender=team)
    dismissal = send(membership.dismissRevocation, others[0], sender=impersonated(timelock.address))
    assert dismissal.one("RevocationDropped") == {"tokenId": others[0], "dismissed": True}
    send(membership.burn, others[1], sender=people[0])
    assert refusal(membership.endNotice, others[1], sender=people[0])[0] == "BrandMembership_UnknownMembership"


@pytest.mark.parametrize("dismissed", [False, True])
def test_after_a_notice_there_is_none_for_an_appeal_window(
    membership: Any, team: Any, people: Any, timelock: Any, accused: int, dismissed: bool
) -> None:
    """Else a notice withdrawn and given again each time could hold a membership for ever, with nothing to appeal."""
    move = (
        (membership.dismissRevocation, impersonated(timelock.address))
        if dismissed
        else (membership.withdrawRevocation, team)
    )
    again = send(move[0], accused, sender=move[1]).timestamp + APPEAL_WINDOW
    too_soon = ("BrandMembership_NoticeTooSoon", accused, again)
    assert refusal(membership.noticeRevocation, accused, REASON, sender=team) == too_soon
    send(membership.transferFrom, people[0].address, people[1].address, accused, sender=people[0])
    assert (
        refusal(membership.noticeRevocation, accused, REASON, sender=team) == too_soon
    )  # of the membership, not its holder
    move_to(again - 1)
    assert refusal(membership.noticeRevocation, accused, REASON, sender=team) == too_soon
    receipt = send_at(again, membership.noticeRevocation, accused, REASON, sender=team)
    assert receipt.one("RevocationNoticed")["revocableAt"] == again + APPEAL_WINDOW


def test_a_renewal_and_a_change_of_tier_do_not_shorten_that_wait(
    membership: Any, access: Any, team: Any, issuer: Any, people: Any, timelock: Any
) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    send(membership.noticeRevocation, token, REASON, sender=team)
    again = send(membership.withdrawRevocation, token, sender=team).timestamp + APPEAL_WINDOW
    send(membership.renew, token, 1, sender=issuer)
    send(access.grantRole, 5, accounts[8].address, 0, sender=impersonated(timelock.address))
    send(membership.changeTier, token, ROOT, 0, False, False, sender=accounts[8])
    too_soon = ("BrandMembership_NoticeTooSoon", token, again)
    assert refusal(membership.noticeRevocation, token, REASON, sender=team) == too_soon


def test_a_proposal_that_dismisses_several_is_not_stopped_by_one_that_is_gone(
    membership: Any, governor: Any, team: Any, issuer: Any, people: Any, accused: int
) -> None:
    """One notice is withdrawn while members vote, and one of the memberships is given up: the third is still saved."""
    withdrawn, given_up = (issue(membership, issuer, people[0], ROOT) for _ in range(2))
    for token in (withdrawn, given_up):
        send(membership.noticeRevocation, token, REASON, sender=team)
    pass_time(1)
    actions = [action(membership.dismissRevocation, token) for token in (withdrawn, given_up, accused)]
    proposal = propose(governor, POLICY, people[0], actions)
    send(membership.withdrawRevocation, withdrawn, sender=team)
    proposal.open()
    send(membership.burn, given_up, sender=people[0])
    receipt = proposal.enact([people[0]])
    assert receipt.one("RevocationDropped") == {"tokenId": accused, "dismissed": True}


def test_members_dismiss_it_by_proposal(
    membership: Any, governor: Any, team: Any, issuer: Any, people: Any, accused: int
) -> None:
    """The accused votes too: this is what the window is for."""
    ends = membership.membershipOf(accused)[REVOCABLE]
    pass_time(1)  # the threshold is read a second earlier
    proposal = propose(governor, POLICY, people[0], [action(membership.dismissRevocation, accused)])
    receipt = proposal.enact([people[0]])
    assert receipt.timestamp < ends
    assert receipt.one("RevocationDropped") == {"tokenId": accused, "dismissed": True}
    move_to(ends)
    assert refusal(membership.revoke, accused, sender=team) == ("BrandMembership_NotUnderNotice", accused)
    assert membership.ownerOf(accused) == people[0].address


def test_a_soulbound_one_stays_locked_when_the_notice_is_dropped(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], TRIAL)
    assert send(membership.noticeRevocation, token, REASON, sender=team).all("Locked") == []
    assert send(membership.withdrawRevocation, token, sender=team).all("Unlocked") == []
    assert membership.locked(token) is True


def test_a_reason_is_a_document(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], SEED)
    for uri in ("", "because", "https://example.org/reason"):
        invalid = ("BrandMembership_InvalidURI", uri)
        assert refusal(membership.noticeRevocation, token, uri, sender=team) == invalid


def test_a_lapsed_membership_can_be_revoked_and_takes_no_units_twice(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    issue(membership, issuer, people[0], SEED)
    move_to(membership.membershipOf(token)[5] + GRACE)
    send(membership.noticeRevocation, token, REASON, sender=team)
    send(membership.lapse, token, sender=people[4])  # a notice does not stop the clock
    move_to(membership.membershipOf(token)[REVOCABLE])
    assert send(membership.revoke, token, sender=team).one("MembershipEnded")["units"] == 0
    assert membership.getVotes(people[0]) == membership.totalUnits() == 1


def test_the_holder_may_still_give_it_up(membership: Any, people: Any, accused: int) -> None:
    assert send(membership.burn, accused, sender=people[0]).one("MembershipEnded")["revoked"] is False


@pytest.mark.parametrize("window", [0, DAY - 1, 365 * DAY + 1, 2**32 - 1])
def test_the_window_is_a_day_to_a_year(access: Any, brand: Any, window: int) -> None:
    arguments = ("Name", "SYM", access.address, brand.renderer.address, window, GRACE, *WIDE)
    invalid = ("BrandMembership_InvalidAppealWindow", window, DAY, 365 * DAY)
    assert refused_creation(BrandMembership, *arguments) == invalid


def test_a_renderer_is_a_contract(access: Any, membership: Any, team: Any) -> None:
    nobody = ("BrandMembership_InvalidRenderer", accounts[5].address)
    arguments = ("Name", "SYM", access.address, accounts[5].address, APPEAL_WINDOW, GRACE, *WIDE)
    assert refused_creation(BrandMembership, *arguments) == nobody
    assert refusal(membership.setRenderer, accounts[5].address, sender=team) == nobody
