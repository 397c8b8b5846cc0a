"""The names of all variables that begin with `SYMBIA_`, besides those of `Settings`: read elsewhere, or renamed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from symbia.near import meant
from symbia.settings.kinds import as_typed
from symbia.text import Text

PREFIX = "SYMBIA_"
LIST = "docs/settings.md"


@dataclass(frozen=True, slots=True)
class RenamedVariable:
    """What a setting is called since a release, and why. The old name is never given to another setting."""

    successor: str
    since: str
    reason: str


CHROMIUM, GETH, KUBO = "SYMBIA_CHROMIUM", "SYMBIA_GETH", "SYMBIA_KUBO"
# Variables that the tests or the set-up read themselves, and what they are.
ELSEWHERE = {
    CHROMIUM: "the Chromium that tests the page. Without it: the machine's, or else one that `make test` fetches from "
    "npm",
    GETH: "the geth that the tests of nodes run. Without it: `.symbia/bin/geth`, or else the machine's",
    KUBO: "the Kubo program that the content store is compared with. Without it: the machine's `ipfs`, or else "
    "`.symbia/bin/ipfs`",
}

_KEEPER = (
    "only `symbia keep` reads it. Its default was `relay.journal`; `SYMBIA_KEEPER_JOURNAL=relay.journal` goes on with "
    "that file"
)
_SENDER = "`symbia airdrop` and `symbia keep` read it as well as `symbia relay`"
RENAMED = {
    "SYMBIA_RELAY_JOURNAL": RenamedVariable("SYMBIA_KEEPER_JOURNAL", "0.2.0", _KEEPER),
    "SYMBIA_RELAY_KEYSTORE": RenamedVariable("SYMBIA_SENDER_KEYSTORE", "0.2.0", _SENDER),
    "SYMBIA_RELAY_PASSWORD_FILE": RenamedVariable("SYMBIA_SENDER_PASSWORD_FILE", "0.2.0", _SENDER),
    "SYMBIA_RELAY_KEY": RenamedVariable("SYMBIA_SENDER_KEY", "0.2.0", _SENDER),
    "SYMBIA_RELAY_CONFIRMATIONS": RenamedVariable("SYMBIA_SENDER_CONFIRMATIONS", "0.2.0", _SENDER),
    "SYMBIA_RELAY_MAX_FEE_GWEI": RenamedVariable("SYMBIA_SENDER_MAX_FEE_GWEI", "0.2.0", _SENDER),
}


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without the variables that have the prefix, except for those that are read elsewhere."""
    return {name: value for name, value in environment.items() if not name.startswith(PREFIX) or name in ELSEWHERE}


def why_not_a_setting(name: str, settings: Collection[str]) -> Text:
    """One line about a variable that nobody reads. `settings`: the names of those that are read."""
    if renamed := RENAMED.get(name):
        return Text.of("settings.renamed", variable=name, successor=renamed.successor, since=renamed.since)
    nearest = _nearest(name, {*settings, *ELSEWHERE, *RENAMED})
    if nearest is None:
        return Text.of("settings.unknown", typed=as_typed(name), list=LIST)
    return Text.of("settings.unknown_near", typed=as_typed(name), nearest=nearest)


def _nearest(name: str, names: Collection[str]) -> str | None:
    """The name most like this one, without the prefix that all have; for an old name its successor."""
    suffixes = [spelling.removeprefix(PREFIX) for spelling in sorted(names)]
    suffix = meant(name.removeprefix(PREFIX), suffixes)
    if suffix is None:
        return None
    nearest = PREFIX + suffix
    return RENAMED[nearest].successor if nearest in RENAMED else nearest
