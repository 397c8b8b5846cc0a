"""What a person sees of a call: help, what it would do, and what it did."""

from collections.abc import Iterator

from eth_abi.abi import decode
from rich.console import Console

from cli.call.asked import AskedCall, Trial
from cli.call.identity import BY_NUMBER
from cli.words import tell
from relay.sending.node import LogEntry, MinedReceipt
from relay.sending.records import Settled
from symbia.chain.abi import events_of
from symbia.chain.arguments import shown, types_of
from symbia.chain.calls import event_topic
from symbia.chain.deployment import Deployment
from symbia.chain.functions import Function
from symbia.chain.given import kind_of, leaves
from symbia.text import Text
from symbia.units import ETHER
from symbia.words import word

_DYNAMIC = ("string", "bytes", "[]")  # of such an indexed argument a log has only the hash


def help_of(function: Function) -> str:
    """What it does, who may, and each argument with its type and words; in the markup of the help."""
    who = word(Text.of("cli.call.help.who", who=function.who_calls))
    lines = [f"{path}=…  {_kind(item)}{_said(function, path)}" for path, item in leaves(function.inputs)]
    if function.by_proposal:
        who += " " + word(Text.of("cli.call.help.by_proposal"))
    if function.contract == "BrandGovernor" and function.name in BY_NUMBER:
        who += " " + word(Text.of("cli.call.help.by_number"))
    arguments = "\b\n" + "\n".join(lines) if lines else word(Text.of("cli.call.help.no_arguments"))
    return escaped("\n\n".join((function.notice or function.signature, who, arguments)))


def escaped(text: str) -> str:
    """Brackets are markup only before a letter or a sign of it; all of them are meant as they are."""
    return text.replace("[", "\\[")


def show_trial(console: Console, asked: AskedCall, account: str, trial: Trial) -> None:
    """What it does, who signs, and what it costs about."""
    tell(console, Text.of("prepare.signed_by", what=asked.text, account=account))
    cost, balance = f"{trial.cost / ETHER:.6f}", f"{trial.balance / ETHER:.6f}"
    tell(console, Text.of("cli.call.trial", gas=trial.gas, cost=cost, balance=balance))


def show_done(console: Console, deployment: Deployment, done: Settled, receipt: MinedReceipt | None) -> None:
    """Where it is, and what the contracts said to it."""
    cost = f"{done.gas * done.gas_price / ETHER:.6f}"
    tell(console, Text.of("cli.call.done", transaction=done.tx_hash, block=done.block, gas=done.gas, cost=cost))
    for log in receipt.logs if receipt else ():
        for line in _event(deployment, log):
            tell(console, line)


def _kind(item: object) -> str:
    kind = kind_of(item)  # type: ignore[arg-type]
    return kind if isinstance(kind, str) else word(kind)


def _said(function: Function, path: str) -> str:
    said = function.said.get(path)
    return f": {said}" if said else ""


def _event(deployment: Deployment, log: LogEntry) -> Iterator[Text]:
    """An event of a contract of the brand by its names; nothing for another's."""
    for contract, address in deployment.addresses.items():
        if address != log.address.lower():
            continue
        for entry in events_of(contract):
            if log.topics and event_topic(contract, entry["name"]) == log.topics[0].lower():
                yield Text.of(
                    "cli.call.event", contract=contract, event=entry["name"], arguments=_arguments(entry, log)
                )


def _arguments(entry: dict[str, object], log: LogEntry) -> list[Text]:
    inputs: list[dict[str, object]] = entry["inputs"]  # type: ignore[assignment]
    indexed = [item for item in inputs if item["indexed"]]
    plain = [item for item in inputs if not item["indexed"]]
    found = {one.name: one.value for one in shown(plain, decode(types_of(plain), bytes.fromhex(log.data[2:])))}
    for item, topic in zip(indexed, log.topics[1:], strict=True):
        if str(item["type"]).endswith(_DYNAMIC):
            found[str(item["name"])] = topic
        else:
            (one,) = shown([item], decode(types_of([item]), bytes.fromhex(topic[2:])))
            found[one.name] = one.value
    return [
        Text.of("prepare.argument", name=str(item["name"]), value=_text(found[str(item["name"])])) for item in inputs
    ]


def _text(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
