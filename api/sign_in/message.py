"""Sign-in messages (EIP-4361), read strictly: what does not follow the grammar to the letter is refused.

The text is what a person read in a wallet, so it is plain ASCII: no character that hides, turns or imitates another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from eth_utils.address import is_checksum_address

from api.kit.problems import ProblemError

MAX_LENGTH = 4_096
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
class Message:
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


def parse_message(text: str) -> Message:
    """The message in a text. Raises the problem `invalid_message`."""
    _require_plain(text)
    lines = text.split("\n")
    scheme, domain = _header(lines[0])
    account = _account(lines[1] if len(lines) > 1 else "")
    fields = _fields(_after_statement(lines[2:]))
    return Message(
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
    for place, one in enumerate(text):
        if not (one == "\n" or " " <= one <= "~"):
            raise _invalid(
                f"character {place + 1} is U+{ord(one):04X}, and a message is plain ASCII with line feeds. "
                "Write the statement in plain letters"
            )


def _header(line: str) -> tuple[str | None, str]:
    found = _HEADER.fullmatch(line)
    if found is None:
        raise _invalid("line 1 must be `<domain> wants you to sign in with your Ethereum account:`")
    return found[1], found[2]


def _account(line: str) -> str:
    if not re.fullmatch("0x[0-9a-fA-F]{40}", line) or not is_checksum_address(line):
        raise _invalid("line 2 must be the account alone, with the capital letters of its checksum (EIP-55)")
    return line.lower()


def _after_statement(lines: list[str]) -> list[str]:
    """The lines after the statement, or after its empty place."""
    if lines[:2] == ["", ""]:
        return lines[2:]
    if len(lines) < 3 or lines[0] or lines[2] or not _STATEMENT.fullmatch(lines[1]):
        raise _invalid(
            "after the account come an empty line, one line of statement (letters, digits and "
            "-._~:/?#[]@!$&'()*+,;= ) or none, and an empty line"
        )
    return lines[3:]


def _fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    left = iter(lines)
    line = next(left, None)
    for name, pattern in {**_REQUIRED, **_OPTIONAL}.items():
        value = None if line is None or not line.startswith(f"{name}: ") else line.removeprefix(f"{name}: ")
        if value is None and name in _OPTIONAL:
            continue
        if value is None or not re.fullmatch(pattern, value):
            raise _invalid(f"the line `{name}: ...` is missing, misplaced or not as EIP-4361 wants it")
        found[name] = value
        line = next(left, None)
    _require_resources(line, left)
    return found


def _require_resources(line: str | None, left: Iterator[str]) -> None:
    """Resources give no rights here; they only have to be well formed. Raises for any other line."""
    if line is None:
        return
    if line != "Resources:":
        raise _invalid(f"nothing is expected where it says {line[:60]!r}")
    if not all(re.fullmatch(f"- {_URI}", one) for one in left):
        raise _invalid("each line under `Resources:` must be `- ` and a URI")


def _time(name: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _invalid(f"{name}: {text} is no time ({error})") from error


def _time_or_none(name: str, fields: dict[str, str]) -> datetime | None:
    return _time(name, fields[name]) if name in fields else None


def _invalid(why: str) -> ProblemError:
    return ProblemError(
        "invalid_message",
        f"This is no sign-in message (EIP-4361): {why}. POST /v1/sign-in/nonce with an account answers with a message "
        "that is ready to be signed.",
    )
