"""Memberships for the wallets: without one before a proposal's snapshot a ballot counts for nothing."""

from collections.abc import Sequence

from eth_utils.address import to_checksum_address

from cli.test_wallets.chain import LocalChain
from cli.test_wallets.errors import BallotBoxError
from symbia.rules.roles import ROLE_IDS
from symbia.units import BATCH


def issue(chain: LocalChain, accounts: Sequence[str], tier: int) -> int:
    """Issue a membership of a tier to each account that never held one, from an unlocked account with the role ISSUER.
    How many. Raises BallotBoxError."""
    tiers = chain.call("BrandMembership", "tierCount")
    if not 1 <= tier <= tiers:
        raise BallotBoxError.of("cli.ballots.no_tier", tier=tier, last=tiers)
    powers = chain.powers(accounts, chain.at - 1)
    without = [account for account, (number, _) in zip(accounts, powers, strict=True) if not number]
    (_, supply, *_), issued, *_ = chain.call("BrandMembership", "tier", tier)
    if len(without) > supply - issued:
        raise BallotBoxError.of("cli.ballots.tier_full", tier=tier, left=supply - issued, wallets=len(without))
    if without:
        sender = _issuer(chain)
        for start in range(0, len(without), BATCH):
            chain.send("BrandMembership", "airdrop", without[start : start + BATCH], tier, sender=sender)
    return len(without)


def _issuer(chain: LocalChain) -> str:
    for account in chain.node.accounts():
        holds, delay = chain.call("BrandAccess", "hasRole", ROLE_IDS["ISSUER"], account)
        if holds and not delay:
            return to_checksum_address(account)
    raise BallotBoxError.of("cli.ballots.no_issuer")
