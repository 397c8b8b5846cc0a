"""Compare what the API says with what the contracts say, at the very block the API answers for.

A doubter's tool: it reads the chain through web3 and the packaged ABIs alone, and shares no code with the indexer.
"""

import httpx

from cli.check.brand import check_brand, check_head
from cli.check.comparing import Comparison, Sources
from cli.check.drops import check_drops
from cli.check.governance import check_proposals, check_types
from cli.check.memberships import check_members, check_memberships, check_tiers
from cli.check.perks import check_perks
from cli.check.powers import check_powers
from cli.check.tallies import check_tallies

__all__ = ["Comparison", "compare"]

CHECKS = (
    check_head,
    check_types,
    check_proposals,
    check_tallies,
    check_powers,
    check_members,
    check_memberships,
    check_tiers,
    check_drops,
    check_perks,
    check_brand,
)


def compare(api: httpx.Client, rpc_url: str) -> Comparison:
    """Compare a whole brand. `api` has the API's base URL. Raises httpx.HTTPError when it does not answer."""
    sources = Sources(api, rpc_url)
    for check in CHECKS:
        check(sources)
    return sources.result
