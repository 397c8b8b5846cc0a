"""Sign-in messages (EIP-4361), read strictly: what does not follow the grammar to the letter is refused.

The text is what a person read in a wallet, so it is plain ASCII: no character that hides, turns or imitates another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from eth_utils.address import is_checksum_address

from api.kit.problems import ProblemError
from symbia.text import Text

MAX_LENGTH = 4_096
SHOWN = 60  # characters of a line that is refused
_HEADER = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^\s/?#]+) wants you to sign in with your Ethereum account:",
)
# RFC 3986: characters of a URI and, for a statement, those that need no escape.
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"
_STATEMENT = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;= ]+")
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
# In this order; the ones after `Issued At` may be left out.
_REQUIRED = {
    "URI": _URI,
    "Version": "1",
    "Chain ID": r"\d{1,20}",
    "Nonce": r"[A-Za-z0-9]{8,128}",
    "Issued At": _TIME,
}
_OPTIONAL = {"Expiration Time": _TIME, "Not Before": _TIME, "Request ID": r"[A-Za-z0-9\-._~!$&'()*+,;=:@%]*"}


@dataclass(frozen=True, slots=True)
class SignInMessage:
    """What the person signed. `account` in lower case, times aware."""

    scheme: str | None
    domain: str
    account: str
    uri: str
    chain_id: int
    nonce: str
    issued_at: datetime
    expires_at: datetime | None
    not_before: datetime | None


def parse_message(text: str) -> SignInMessage:
    """The message in a text. Raises the problem `invalid_message`."""
    _require_plain(text)
    lines = text.split("\n")
    scheme, domain = _header(lines[0])
    account = _account(lines[1] if len(lines) > 1 else "")
    fields = _fields(_after_statement(lines[2:]))
    return SignInMessage(
        scheme=scheme,
        domain=domain,
        account=account,
        uri=fields["URI"],
        chain_id=int(fields["Chain ID"]),
        nonce=fields["Nonce"],
        issued_at=_time("Issued At", fields["Issued At"]),
        expires_at=_time_or_none("Expiration Time", fields),
        not_before=_time_or_none("Not Before", fields),
    )


def write_message(
    *, site: str, domain: str, account: str, statement: str, chain_id: int, nonce: str, issued: str, expires: str
) -> str:
    """A message that `parse_message` reads, for a wallet to sign. `account` with its checksum, times in RFC 3339."""
    return (
        f"{domain} wants you to sign in with your Ethereum account:\n{account}\n\n{statement}\n\n"
        f"URI: {site}\nVersion: 1\nChain ID: {chain_id}\nNonce: {nonce}\nIssued At: {issued}\n"
        f"Expiration Time: {expires}"
    )


def _require_plain(text: str) -> None:
    for place, character in enumerate(text, 1):
        if not (character == "\n" or " " <= character <= "~"):
            name = f"U+{ord(character):04X}"
            raise _invalid(Text.of("sign_in.message.character", place=place, character=name))


def _header(line: str) -> tuple[str | None, str]:
    header = _HEADER.fullmatch(line)
    if header is None:
        raise _invalid(Text("sign_in.message.header"))
    return header[1], header[2]


def _account(line: str) -> str:
    if not re.fullmatch("0x[0-9a-fA-F]{40}", line) or not is_checksum_address(line):
        raise _invalid(Text("sign_in.message.account"))
    return line.lower()


def _after_statement(lines: list[str]) -> list[str]:
    """The lines after the statement, or after its empty place."""
    if lines[:3] == ["", "", ""]:  # what npm's siwe makes of `statement: ""`
        raise _invalid(Text("sign_in.message.empty_statement"))
    if lines[:2] == ["", ""]:
        return lines[2:]
    if len(lines) < 3 or lines[0] or lines[2] or not _STATEMENT.fullmatch(lines[1]):
        raise _invalid(Text("sign_in.message.statement"))
    return lines[3:]


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    left = iter(lines)
    line = next(left, None)
    for name, pattern in {**_REQUIRED, **_OPTIONAL}.items():
        value = None if line is None or not line.startswith(f"{name}: ") else line.removeprefix(f"{name}: ")
        if value is None and name in _OPTIONAL:
            continue
        if value is None or not re.fullmatch(pattern, value):
            raise _invalid(Text.of("sign_in.message.field", field=name))
        fields[name] = value
        line = next(left, None)
    _require_resources(line, left)
    return fields


def _require_resources(line: str | None, left: Iterator[str]) -> None:
    """Resources give no rights here; they only have to be well formed. Raises for any other line."""
    if line is None:
        return
    if line != "Resources:":
        raise _invalid(Text.of("sign_in.message.unexpected", line=_quoted(line)))
    if not all(re.fullmatch(f"- {_URI}", resource) for resource in left):
        raise _invalid(Text("sign_in.message.resources"))


def _quoted(line: str) -> str:
    """A line in quotes; of a long one the beginning."""
    return repr(line if len(line) <= SHOWN else f"{line[:SHOWN]}...")


def _time(name: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _invalid(Text.of("sign_in.message.time", field=name, time=text, why=str(error))) from error


def _time_or_none(name: str, fields: dict[str, str]) -> datetime | None:
    return _time(name, fields[name]) if name in fields else None


def _invalid(why: Text) -> ProblemError:
    return ProblemError("invalid_message", Text.of("sign_in.problem.invalid", why=why))
