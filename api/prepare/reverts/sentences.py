"""What a refused transaction's error means, as a text that says what to do.

Its code is the error's own name in snake case, `reverts.brand_membership_already_lapsed`, and its values are the
error's arguments. `cases` has the errors that mean more than one thing. A test compares the codes with the contracts.
"""

import re
from typing import Any

from api.kit.chain import shortened
from api.kit.times import utc
from api.prepare.reverts.cases import CASES, TIMED, Times
from symbia.chain.arguments import Argument
from symbia.chain.reverts import RevertReason
from symbia.text import Text, Value
from symbia.words import DEFAULT, catalogue

# Arguments that are unix seconds. A test compares them with the templates.
MOMENTS = frozenset(
    {
        "deadline",
        "earliest",
        "endsAt",
        "lapsableAt",
        "again",
        "latest",
        "noticeableAt",
        "overAt",
        "revocableAt",
        "since",
        "startsAt",
        "validFrom",
        "validUntil",
    }
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")

__all__ = ["MOMENTS", "Times", "code_of", "in_a_sentence", "without_reason"]


def in_a_sentence(reason: RevertReason, times: Times | None = None) -> Text:
    """What happened and what to do next; the bare error for one without a code."""
    if reason.name in TIMED:
        return TIMED[reason.name](reason.arguments, times)
    code = code_of(reason.name)
    values = {argument.name: _value(argument, reason.arguments[argument.name]) for argument in reason.shown}
    if reason.name in CASES:
        return CASES[reason.name](code, reason.arguments, values)
    return Text(code, values) if code in catalogue(DEFAULT) else _bare(reason)


def without_reason(message: str) -> Text:
    """For a refusal that no contract of the brand explains; `message` is what the node says."""
    return Text.of("reverts.no_reason", message=shortened(message))


def code_of(error: str) -> str:
    """The code of an error's name: `reverts.safe_erc20_failed_operation` of `SafeERC20FailedOperation`."""
    return f"reverts.{_WORDS.sub('_', error).lower().replace('__', '_')}"


def _value(argument: Argument, raw: Any) -> Value:
    """Numbers as numbers, moments as times, the rest as it is shown: addresses checksummed, bytes as hex."""
    if isinstance(raw, int):
        return utc(raw) if argument.name in MOMENTS else raw
    shown: Value = argument.value
    return shown


def _bare(reason: RevertReason) -> Text:
    arguments = [Text.of("reverts.argument", name=shown.name, value=str(shown.value)) for shown in reason.shown]
    return Text.of("reverts.bare", name=reason.name, arguments=arguments)
