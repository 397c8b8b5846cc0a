"""Write docs/functions.md: every function of the contracts, who may call it, its route and its command. A test says
when it is stale. `.venv/bin/python -m cli.call.page`"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from api.prepare.ways import routes_by_function
from symbia.chain.abi import CONTRACTS
from symbia.chain.functions import Function, callable_functions, changing
from symbia.words import word

TARGET = Path(__file__).resolve().parents[2] / "docs" / "functions.md"
HEAD = """# Every function: who may call it, route and command

For the brand team and for integrators. This page is written by `.venv/bin/python -m cli.call.page`: from the contracts'
ABIs and their NatSpec, `symbia/chain/ways.toml`, and the routes of the API. Tests hold that each function that changes
something has a route and a command, or stands below with the reason why not.

## Three ways to call one

**A route of the API** prepares a transaction: it reads your draft strictly, pins its documents, tries the call on the
newest block, and answers with the unsigned transaction and what it does in words, or with why the contract refuses.
The fields are in the API's reference at `/docs`; [drops.md](drops.md) shows how to sign and send.

**The command** makes the same call with a key of yours, without an API: keystore, password file and fees are those of
`symbia airdrop` ([settings](settings.md)). With `--dry-run --from ADDRESS` it is only tried, and takes no key.

```sh
symbia call --help                            # the contracts
symbia call PerkRegistry --help               # their functions
symbia call PerkRegistry setPaused --help     # who may call it, and each argument
symbia call PerkRegistry setPaused perkId=2 paused=true --dry-run
symbia call PerkRegistry setPaused perkId=2 paused=true
```

Arguments have the ABI's names. Members of structs are `terms.supply=100`, or the struct is JSON; lists are `1,2` or
JSON, and `[]` is an empty one; members of enums and roles go by name (`roleId=ISSUER`); times are unix seconds, amounts
wei or the ERC-20's smallest unit; `name=@file` reads a file. All that is wrong is said at once, before the chain is
asked. What is signed is noted in `SYMBIA_CALL_JOURNALS` first: interrupted, run the same command again, and the call is
neither lost nor made twice. A proposal is queued, executed or canceled by its number (`symbia call BrandGovernor queue
proposal=7`). Documents have to be on IPFS already: POST /v1/content pins one.

**A proposal** calls what is marked so: only the timelock may. `POST /v1/proposals/prepare/action` makes an action of
it, by names; so does `--action`. Both read the arguments strictly, and try the call in the timelock's name. The route
also says what a proposal's type must reach to carry it, and which types do; name one as `type`, and it is refused if
it reaches less.

```sh
curl -s http://127.0.0.1:8000/v1/proposals/prepare/action -H 'Content-Type: application/json' -d '{
  "contract": "BrandAccess", "function": "grantRole",
  "arguments": {"roleId": "ISSUER", "account": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "executionDelay": 0}}'
symbia call BrandGovernor setLateQuorumVoteExtension newVoteExtension=7200 --action
```

Put the `action` of the answer into `actions` of POST /v1/proposals/prepare; then members vote, and anybody queues and
executes. An action that goes through only after another one of the same proposal (`setExcludedAccounts` after
`bindVotes`) is prepared with `"simulate": false`. A payment needs no function: its action is
`{"target": "0x...", "value": "1000000000000000000"}`.

In the same way a role with a delay makes its calls: `schedule-call`, and `execute-call` after the delay.
"""
LEFT_OUT = """
## Not called by hand

"""


def page(routes: Mapping[tuple[str, str], Iterable[str]]) -> str:
    """The whole document."""
    sections = [_section(contract, routes) for contract in CONTRACTS if callable_functions(contract)]
    return HEAD + "".join(sections) + LEFT_OUT + _table(("function", "why"), _left_out())


def _section(contract: str, routes: Mapping[tuple[str, str], Iterable[str]]) -> str:
    columns = ("function", "what it does", "who may", "route (POST)", "command")
    rows = (_row(function, routes[contract, function.signature]) for function in callable_functions(contract))
    return f"\n## {contract}\n\n" + _table(columns, rows)


def _row(function: Function, routes: Iterable[str]) -> tuple[str, ...]:
    command = f"symbia call {function.contract} {function.name}" + (" --action" if function.by_proposal else "")
    paths = ", ".join(f"`{path}`" for path in sorted(routes))
    return f"`{function.name}`", _first_sentence(function.notice), word(function.who_calls), paths, f"`{command}`"


def _first_sentence(notice: str) -> str:
    return notice.partition(". ")[0].removesuffix(".") + "."


def _left_out() -> Iterable[tuple[str, ...]]:
    for contract in CONTRACTS:
        for function in changing(contract):
            if function.left_out is not None:
                yield f"`{contract}.{function.name}`", word(function.why_left_out)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_line(columns), _line("---" for _ in columns).replace(" ", ""), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def main() -> int:
    """Write it."""
    TARGET.write_text(page(routes_by_function()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
