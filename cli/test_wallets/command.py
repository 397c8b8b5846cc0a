"""`symbia ballots generate` and `symbia ballots members`."""

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cli.test_wallets.chain import LocalChain, open_local
from cli.test_wallets.direct import cast
from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.members import issue
from cli.test_wallets.mixing import choices
from cli.test_wallets.posting import post
from cli.test_wallets.question import BallotQuestion, member_numbers, read_question, require_local
from cli.test_wallets.signing import WalletBallot, sign
from cli.test_wallets.wallets import wallets
from cli.words import tell
from symbia.chain.deployment import Deployment
from symbia.settings import Settings
from symbia.text import Text

DONE, SOME_REFUSED = 0, 1  # exit codes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for. `payer`: number of the unlocked account that casts them directly, None for not."""

    count: int
    proposal: int
    mix: str
    seed: str
    deadline: int | None = None
    tier: int | None = None
    out: Path | None = None
    api: str | None = None
    payer: int | None = None


def issue_members(settings: Settings, count: int, seed: str, tier: int, console: Console) -> int:
    """The exit code. Raises BallotBoxError, SymbiaError."""
    accounts = [wallet.address for wallet in wallets(seed, count)]
    deployment = Deployment.load(settings.deployment)
    with open_local(settings.rpc_url, deployment) as chain:
        require_local(deployment)
        issued = issue(chain, accounts, tier)
    tell(console, Text.of("cli.ballots.issued", issued=issued, tier=tier, before=count - issued))
    tell(console, Text.of("cli.ballots.vote_later"))
    return DONE


def generate(settings: Settings, wanted: Wanted, console: Console) -> int:
    """Sign, then write, cast or post. The exit code: 1 if somebody refused a ballot. Raises BallotBoxError,
    SymbiaError."""
    accounts = wallets(wanted.seed, wanted.count)
    addresses = [account.address for account in accounts]
    deployment = Deployment.load(settings.deployment)
    with open_local(settings.rpc_url, deployment) as chain:
        require_local(deployment)
        question = read_question(chain, wanted.proposal)
        if wanted.tier is not None:
            _issue(chain, question, addresses, wanted.tier, console)
    with open_local(settings.rpc_url, deployment) as chain:  # as it is now
        numbers, powerless = member_numbers(chain, question, addresses)
        _tell_power(console, question, chain, wanted.count, powerless)
        chance = random.Random(wanted.seed)  # noqa: S311  # the same ballots every time
        chosen = choices(question.method, question.options, wanted.mix, wanted.count, chance)
        until = question.deadline + question.late if wanted.deadline is None else wanted.deadline
        ballots = list(sign(question, accounts, chosen, until))
        _write(ballots, wanted)
        code = DONE
        if wanted.payer is not None:
            result = cast(chain, question, ballots, numbers, chain.unlocked(wanted.payer))
            tell(console, result.text())
            code = SOME_REFUSED if result.skipped else DONE
    return _post(wanted.api, ballots, console) or code if wanted.api else code


def _issue(chain: LocalChain, question: BallotQuestion, accounts: Sequence[str], tier: int, console: Console) -> None:
    if question.snapshot <= chain.at:
        raise BallotBoxError.of("cli.ballots.snapshot_passed", proposal=question.proposal, count=len(accounts))
    issued = issue(chain, accounts, tier)
    tell(console, Text.of("cli.ballots.issued_in_time", issued=issued, tier=tier, proposal=question.proposal))


def _tell_power(console: Console, question: BallotQuestion, chain: LocalChain, count: int, powerless: int) -> None:
    if not powerless:
        return
    code = "cli.ballots.powerless" if question.snapshot < chain.at else "cli.ballots.powerless_yet"
    tell(console, Text.of(code, powerless=powerless, wallets=count, count=count, proposal=question.proposal))


def _write(ballots: Sequence[WalletBallot], wanted: Wanted) -> None:
    """To the file; to standard output if they go nowhere else."""
    lines = "".join(json.dumps(ballot.body()) + "\n" for ballot in ballots)
    if wanted.out is not None:
        try:
            wanted.out.write_text(lines)
        except OSError as error:
            why = str(error.strerror)
            raise BallotBoxError.of("cli.ballots.unwritable", file=str(wanted.out), why=why) from error
    elif wanted.api is None and wanted.payer is None:
        sys.stdout.write(lines)


def _post(api: str, ballots: Sequence[WalletBallot], console: Console) -> int:
    result = post(api, ballots)
    for line in result.lines():
        tell(console, line)
    return SOME_REFUSED if result.refused else DONE
