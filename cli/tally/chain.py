"""A poll read from the node alone: frozen rules and ballots from logs, units from the membership's checkpoints."""

from typing import Any

from eth_utils.abi import event_abi_to_log_topic

from cli.onchain import BrandChain
from cli.tally.poll import Poll, PollBallot, PollRules, TallyError
from cli.tally.ranges import backwards
from symbia.rules.ballots.names import CURVES, METHODS, SUPPORTS, Method
from symbia.rules.proposal_text import title_of
from symbia.rules.quorum import QuorumTerms

FROZEN = (
    "ProposalRulesFrozen",
    "ProposalBallotsFrozen",
    "ProposalBoundsFrozen",
    "ProposalOptionsFrozen",
    "LabelDigestsFrozen",
)
SEED = "TieSeedSet"
BALLOTS = ("VoteCast", "VoteCastWithParams", SEED)


def read_poll(chain: BrandChain, proposal: int) -> Poll:
    """Everything up to the chain's block. Raises TallyError, and what web3 raises."""
    last = chain.call("BrandGovernor", "latestProposalId")
    if not 1 <= proposal <= last:
        raise TallyError.of("cli.tally.no_proposal", proposal=proposal, last=last)
    snapshot = chain.call("BrandGovernor", "proposalSnapshot", proposal)
    frozen = _frozen(chain, proposal, block_at(chain, snapshot))
    created = frozen["ProposalRulesFrozen"]["blockNumber"]
    cast = _cast_on(chain, proposal, created)
    ballots, seeds = [log for log in cast if log["event"] != SEED], [log for log in cast if log["event"] == SEED]
    passed = snapshot < chain.at
    powers = chain.powers([one["args"]["voter"] for one in ballots], snapshot) if passed else []
    rules = _rules({name: log["args"] for name, log in frozen.items()})
    version = frozen["ProposalBallotsFrozen"]["args"]["exclusions"]
    excluded = chain.call("BrandGovernor", "excludedAccounts", version)
    return Poll(
        proposal=proposal,
        title=_title(chain, proposal, created),
        block=chain.block,
        rules=rules,
        units=_units(chain, snapshot, excluded) if passed else None,
        excluded=frozenset(account.lower() for account in excluded),
        ballots=tuple(_cast(log["args"], rules.method, units) for log, (_, units) in zip(ballots, powers, strict=True)),
        seed=seeds[0]["args"]["seed"] if seeds else 0,
    )


def block_at(chain: BrandChain, second: int) -> int:
    """The last block not after a second, found by halving."""
    low, high = chain.deployment.start_block, chain.block
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if chain.time_of(middle) <= second else (low, middle - 1)
    return low


def _frozen(chain: BrandChain, proposal: int, last: int) -> dict[str, Any]:
    """The logs that followed the creation, by name."""
    topic = f"0x{proposal:064x}"
    for found in backwards(lambda a, b: _logs(chain, FROZEN, a, b, topic), chain.deployment.start_block, last):
        if found:
            return {log["event"]: log for log in found}
    raise TallyError.of("cli.tally.no_log", url=chain.url, proposal=proposal)


def _cast_on(chain: BrandChain, proposal: int, created: int) -> list[Any]:
    """Logs of the proposal's ballots and of the seed that the first of them brought, the oldest first."""
    deadline = chain.call("BrandGovernor", "proposalDeadline", proposal)
    last = chain.block if chain.at <= deadline else block_at(chain, deadline)
    parts = list(backwards(lambda a, b: _logs(chain, BALLOTS, a, b), created, last))
    return [log for part in reversed(parts) for log in part if log["args"]["proposalId"] == proposal]


def _logs(chain: BrandChain, names: tuple[str, ...], first: int, last: int, *topics: str) -> list[Any]:
    """Decoded logs of the governor's events of these names, in order."""
    governor = chain.contracts["BrandGovernor"]
    events = {"0x" + event_abi_to_log_topic(governor.events[name].abi).hex(): governor.events[name] for name in names}
    wanted: Any = {"address": governor.address, "fromBlock": first, "toBlock": last, "topics": [list(events), *topics]}
    return [events[log["topics"][0].to_0x_hex()]().process_log(log) for log in chain.web3.eth.get_logs(wanted)]


def _title(chain: BrandChain, proposal: int, block: int) -> str:
    found = [log["args"] for log in _logs(chain, ("ProposalCreated",), block, block)]
    return next((title_of(one["description"]) for one in found if one["proposalId"] == proposal), "")


def _rules(frozen: dict[str, Any]) -> PollRules:
    rules, ballots = frozen["ProposalRulesFrozen"], frozen["ProposalBallotsFrozen"]
    bounds = frozen["ProposalBoundsFrozen"]
    options, digests = frozen.get("ProposalOptionsFrozen"), frozen.get("LabelDigestsFrozen")
    return PollRules(
        method=METHODS[ballots["method"]],
        labels=tuple(options["labels"]) if options else SUPPORTS,
        curve=CURVES[ballots["curve"]],
        cap=ballots["cap"],
        quorum=QuorumTerms(rules["quorumBps"], bounds["quorumBase"], bounds["quorumLeast"], bounds["inLaunch"]),
        approval_bps=rules["approvalBps"],
        option_bps=ballots["optionBps"],
        digests=tuple(digests["digests"]) if digests else (),
        binding=rules["binding"],
    )


def _units(chain: BrandChain, snapshot: int, excluded: list[str]) -> int:
    """All units at the snapshot but those of excluded accounts."""
    total = int(chain.call("BrandMembership", "getPastTotalSupply", snapshot))
    return total - sum(units for _, units in chain.powers(excluded, snapshot))


def _cast(said: Any, method: Method, units: int) -> PollBallot:
    choice = said["support"] if method == "for_against" else int.from_bytes(said.get("params", b""))
    return PollBallot(said["voter"].lower(), choice, said["weight"], units)
