"""The plan of a deployment, read from TOML and checked before anything is sent."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from eth_utils.address import is_checksum_address, is_hex_address, to_checksum_address

from symbia.rules.ballots.names import CURVES, METHODS
from symbia.rules.proposals import PROPOSER_RULES
from symbia.units import DAY

ROLES = ("BRAND", "ISSUER", "GUARDIAN", "PARTNER")
TYPE_NUMBERS = ("voting_delay", "voting_period", "proposal_threshold", "quorum_bps", "approval_bps")
# What a type may leave out; 0 stands for no cap, the most votes win, no answer owed.
OPTIONAL_NUMBERS = ("cap", "option_bps", "answer_period")
MOST_EXCLUDED = 8  # the governor's bound
BOUNDS_NUMBERS = ("max_units", "max_tier_units", "given_per_day", "launch_period")
MAX_UNITS = 2**28 - 1  # of a brand in all
MAX_LAUNCH = 90 * DAY
GOVERNANCE_NUMBERS = ("timelock_delay", "action_window", "late_quorum_extension", "appeal_window", "grace")
MAX_GRACE = 90 * DAY


class PlanError(ValueError):
    """The plan cannot be used; the message says which entry and what it should be."""


@dataclass(frozen=True, slots=True)
class ProposalTypePlan:
    """One proposal type. Times in seconds, threshold in units, cap in votes, shares in basis points."""

    name: str
    voting_delay: int
    voting_period: int
    proposal_threshold: int
    quorum_bps: int
    approval_bps: int
    proposer_rule: str
    binding: bool
    methods: tuple[str, ...] = METHODS
    curve: str = "units"
    cap: int = 0
    option_bps: int = 0
    answer_period: int = 0

    def as_struct(self) -> tuple[Any, ...]:
        """The Solidity struct ProposalType."""
        rule = PROPOSER_RULES.index(self.proposer_rule)
        numbers = tuple(getattr(self, name) for name in TYPE_NUMBERS)
        methods = sum(1 << METHODS.index(name) for name in self.methods)
        ballots = (methods, CURVES.index(self.curve), self.cap, self.option_bps, self.answer_period)
        return (*numbers, rule, self.binding, True, *ballots, self.name)


@dataclass(frozen=True, slots=True)
class BoundsPlan:
    """How many units BRAND and ISSUER can bring about, see UnitBounds in Solidity; the launch in seconds."""

    max_units: int
    max_tier_units: int
    given_per_day: int
    launch_period: int

    def __post_init__(self) -> None:
        if not 1 <= self.max_units <= MAX_UNITS:
            raise PlanError(f"bounds.max_units: {self.max_units}; write 1 to {MAX_UNITS}.")
        if not self.max_units <= self.max_tier_units < 2**64:
            raise PlanError(
                f"bounds.max_tier_units: {self.max_tier_units}; write at least max_units, {self.max_units}."
            )
        if self.given_per_day > MAX_UNITS:
            raise PlanError(f"bounds.given_per_day: {self.given_per_day}; write 0 to {MAX_UNITS}.")
        if self.launch_period > MAX_LAUNCH:
            raise PlanError(
                f"bounds.launch_period: {self.launch_period}; write at most {MAX_LAUNCH} seconds (90 days)."
            )

    def as_struct(self) -> tuple[int, int, int]:
        """The Solidity struct UnitBounds."""
        return (self.max_units, self.max_tier_units, self.given_per_day)


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """Everything a deployment is told. `roles` holds addresses, or `account:N` for the node's N-th account."""

    brand: str
    symbol: str
    timelock_delay: int
    action_window: int
    late_quorum_extension: int
    appeal_window: int
    grace: int
    bounds: BoundsPlan
    roles: dict[str, tuple[str, ...]]
    proposal_types: tuple[ProposalTypePlan, ...]
    excluded: tuple[str, ...] = ()  # accounts that take no part in proposals, as in `roles`

    @classmethod
    def read(cls, path: Path) -> Self:
        """The plan in `path`. Raises PlanError."""
        try:
            document = tomllib.loads(path.read_text())
        except OSError as error:
            raise PlanError(f"{path}: cannot be read ({error.strerror}).") from error
        except tomllib.TOMLDecodeError as error:
            raise PlanError(f"{path}: is not TOML ({error}).") from error
        governance = _table(document, "governance")
        types = document.get("proposal_types")
        if not isinstance(types, list) or not types:
            raise PlanError("proposal_types: the plan needs at least one.")
        plan = cls(
            brand=_text(document, "brand"),
            symbol=_text(document, "symbol"),
            roles={role: _holders(_table(document, "roles"), role) for role in ROLES},
            proposal_types=tuple(_proposal_type(entry) for entry in types),
            excluded=_names(governance, "governance", "excluded_accounts", ()),
            bounds=BoundsPlan(**{name: _number(_table(document, "bounds"), name) for name in BOUNDS_NUMBERS}),
            **{name: _number(governance, name) for name in GOVERNANCE_NUMBERS},
        )
        plan._require_time_to_appeal()
        plan._require_grace()
        return plan

    def _require_time_to_appeal(self) -> None:
        """A member whom the brand wants to expel must be able to win a proposal about it first."""
        paths = [one.voting_delay + one.voting_period for one in self.proposal_types if one.binding]
        needed = min(paths, default=0) + self.late_quorum_extension + self.timelock_delay
        if not max(needed, DAY) <= self.appeal_window <= 365 * DAY:
            raise PlanError(
                f"appeal_window: {self.appeal_window}; write {max(needed, DAY)} seconds (the fastest binding proposal "
                f"from start to execution, at least a day) to {365 * DAY} (a year)."
            )

    def _require_grace(self) -> None:
        """Who renews a day late must not lose the vote, and whoever does not renew must not keep it for long."""
        if not DAY <= self.grace <= MAX_GRACE:
            raise PlanError(f"grace: {self.grace}; write {DAY} (a day) to {MAX_GRACE} seconds (90 days).")

    def excluded_accounts(self, accounts: Sequence[str]) -> list[str]:
        """Checksummed addresses in ascending order, as the governor wants them. Raises PlanError."""
        found = {_address("governance.excluded_accounts", entry, accounts) for entry in self.excluded}
        if len(found) > MOST_EXCLUDED:
            raise PlanError(f"governance.excluded_accounts: {len(found)} accounts; name at most {MOST_EXCLUDED}.")
        return sorted(found, key=lambda address: int(address, 16))

    def role_holders(self, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Role names with checksummed addresses; `account:N` is looked up in `accounts`. Raises PlanError."""
        return {role: tuple(_address(f"roles.{role}", entry, accounts) for entry in self.roles[role]) for role in ROLES}


def _address(where: str, entry: str, accounts: Sequence[str]) -> str:
    if entry.startswith("account:"):
        number = entry.removeprefix("account:")
        if not number.isdigit() or int(number) >= len(accounts):
            raise PlanError(f"{where}: {entry!r}, but the node has {len(accounts)} accounts; write an address.")
        return accounts[int(number)]
    if not is_hex_address(entry) or int(entry, 16) == 0:
        raise PlanError(f"{where}: {entry!r} is not an address.")
    if entry.lower() != entry and not is_checksum_address(entry):
        raise PlanError(f"{where}: {entry!r} has a wrong checksum; copy the address again.")
    return to_checksum_address(entry)


def _proposal_type(entry: Any) -> ProposalTypePlan:
    if not isinstance(entry, dict):
        raise PlanError("proposal_types: write each as a [[proposal_types]] table.")
    rule = _text(entry, "proposer_rule")
    if rule not in PROPOSER_RULES:
        raise PlanError(f"proposer_rule: {rule!r}; choose one of {', '.join(PROPOSER_RULES)}.")
    binding = entry.get("binding")
    if not isinstance(binding, bool):
        raise PlanError("binding: write true (actions are executed) or false (advisory).")
    numbers = {name: _number(entry, name) for name in TYPE_NUMBERS}
    numbers |= {name: _number(entry, name) for name in OPTIONAL_NUMBERS if name in entry}
    curve = entry.get("curve", CURVES[0])
    if curve not in CURVES:
        raise PlanError(f"curve: {curve!r}; choose one of {', '.join(CURVES)}.")
    methods = _names(entry, "proposal_types", "methods", METHODS)
    if not methods or not set(methods) <= set(METHODS):
        raise PlanError(f"methods: {list(methods)}; choose from {', '.join(METHODS)}.")
    return ProposalTypePlan(
        name=_text(entry, "name"), proposer_rule=rule, binding=binding, methods=methods, curve=curve, **numbers
    )


def _names(table: dict[str, Any], where: str, name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """A list of different texts, `otherwise` if there is none."""
    names = table.get(name, list(otherwise))
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names) or len(set(names)) != len(names):
        raise PlanError(f"{where}.{name}: write a list of different texts.")
    return tuple(names)


def _holders(table: dict[str, Any], role: str) -> tuple[str, ...]:
    holders = table.get(role)
    if not isinstance(holders, list) or not all(isinstance(entry, str) for entry in holders):
        raise PlanError(f'roles.{role}: write a list of addresses, such as ["account:1"].')
    if role in ("BRAND", "ISSUER") and not holders:
        raise PlanError(f"roles.{role}: nobody could act for the brand; name at least one holder.")
    return tuple(holders)


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name)
    if not isinstance(table, dict):
        raise PlanError(f"[{name}]: this table is missing.")
    return table


def _text(table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise PlanError(f"{name}: write a text.")
    return value


def _number(table: dict[str, Any], name: str) -> int:
    value = table.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PlanError(f"{name}: write a whole number that is not negative.")
    return value
