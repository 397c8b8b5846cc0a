"""A contract with the role PROPOSER submits for others; they are the proposers."""

from typing import Any

import pytest
from brownie import SponsorMock, accounts
from eth_utils.crypto import keccak
from support.chain import create, impersonated, pass_time, refusal, send
from support.governance import FOR, action, columns
from support.plan import ADVISORY, MEMBERS_ONLY, POLICY, TREASURY

PROPOSER = 6
PAYEE = "0x" + "55" * 20
PAYMENT = columns([(PAYEE, 0, b"")])


@pytest.fixture(scope="module")
def sponsor(_module_isolation: None, governor: Any, access: Any, timelock: Any) -> Any:
    """A contract that submits for whoever has any units."""
    contract = create(SponsorMock, governor.address, sender=accounts[0])
    send(access.grantRole, PROPOSER, contract.address, 0, sender=impersonated(timelock.address))
    return contract


def test_the_author_is_the_proposer(governor: Any, sponsor: Any, voters: list[Any]) -> None:
    author = voters[3]  # one unit, of ten that the type asks for
    receipt = send(sponsor.sponsor, MEMBERS_ONLY, *PAYMENT, "# Mine", sender=author)
    assert receipt.one("ProposalCreated")["proposer"] == governor.proposalProposer(1) == author.address
    assert receipt.one("ProposalSponsored") == {"proposalId": 1, "by": sponsor.address}
    assert governor.proposalRules(1)[0] == MEMBERS_ONLY
    again = send(governor.proposeTyped, ADVISORY, [], [], [], "# Ordinary", sender=voters[0])
    assert again.all("ProposalSponsored") == []


def test_the_author_may_withdraw_and_the_contract_may_not(governor: Any, sponsor: Any, voters: list[Any]) -> None:
    send(sponsor.sponsor, MEMBERS_ONLY, *PAYMENT, "# Mine", sender=voters[3])
    call = (governor.cancel, *PAYMENT, keccak(text="# Mine"))
    error = ("GovernorUnableToCancel", 1, sponsor.address)
    assert refusal(*call, sender=impersonated(sponsor.address)) == error
    send(*call, sender=voters[3])
    assert governor.state(1) == 2


def test_it_is_voted_on_like_any_other(governor: Any, sponsor: Any, voters: list[Any]) -> None:
    send(sponsor.sponsor, ADVISORY, [], [], [], "# Idea", sender=voters[3])
    pass_time(3_601)
    send(governor.castVote, 1, FOR, sender=voters[0])
    assert governor.proposalVotes(1) == (0, 100, 0)


def test_only_a_proposer_s_word_is_taken(governor: Any, sponsor: Any, voters: list[Any], team: Any) -> None:
    for account in (voters[0], team):
        call = (governor.proposeSponsored, voters[1].address, ADVISORY, [], [], [], "# Another's")
        assert refusal(*call, sender=account) == ("ProposalTypes_OnlyProposer", account.address)
    assert refusal(sponsor.sponsor, ADVISORY, [], [], [], "# None", sender=accounts[9])[0] == "SponsorMock_NoUnits"


def test_types_of_the_brand_stay_the_brand_s(governor: Any, sponsor: Any, voters: list[Any]) -> None:
    error = ("ProposalTypes_OnlyBrand", voters[0].address, TREASURY)
    assert refusal(sponsor.sponsor, TREASURY, *PAYMENT, "# Treasury", sender=voters[0]) == error


def test_the_type_bounds_it_all_the_same(governor: Any, access: Any, sponsor: Any, voters: list[Any]) -> None:
    grant = columns([action(access.grantRole, 0, PAYEE, 0)])
    error = ("ProposalTypes_BeyondReach", 0, 2, 0)
    assert refusal(sponsor.sponsor, MEMBERS_ONLY, *grant, "# Grant", sender=voters[0]) == error
    advisory = ("ProposalTypes_AdvisoryCarriesNoAction", ADVISORY)
    assert refusal(sponsor.sponsor, ADVISORY, *PAYMENT, "# Pay", sender=voters[0]) == advisory
    send(sponsor.sponsor, POLICY, *grant, "# Grant", sender=voters[0])


def test_a_description_names_its_author(governor: Any, sponsor: Any, voters: list[Any]) -> None:
    of_another = f"# Taken\n\n#proposer={voters[1].address}"
    error = ("GovernorRestrictedProposer", voters[0].address)
    assert refusal(sponsor.sponsor, ADVISORY, [], [], [], of_another, sender=voters[0]) == error
    send(sponsor.sponsor, ADVISORY, [], [], [], of_another, sender=voters[1])


def test_a_role_taken_away_is_gone(governor: Any, access: Any, timelock: Any, sponsor: Any, voters: list[Any]) -> None:
    send(access.revokeRole, PROPOSER, sponsor.address, sender=impersonated(timelock.address))
    error = ("ProposalTypes_OnlyProposer", sponsor.address)
    assert refusal(sponsor.sponsor, ADVISORY, [], [], [], "# Late", sender=voters[0]) == error
