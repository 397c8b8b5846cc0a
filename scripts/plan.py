"""The plan of a deployment, read from TOML and checked before anything is sent."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Self

from eth_utils.address import is_checksum_address, is_hex_address, to_checksum_address

from symbia.near import meant
from symbia.rules.ballots.names import CURVES, METHODS
from symbia.rules.looks import alike
from symbia.rules.proposals import PROPOSER_RULES, REACHES
from symbia.units import BASIS_POINTS, DAY, HOUR, MINUTE

ROLES = ("BRAND", "ISSUER", "GUARDIAN", "PARTNER")
KEPT_APART = ROLES[:3]  # whoever holds two of them can give votes and stop what would undo it
MAX_UNITS = 2**28 - 1  # of a brand in all
YEAR = 365 * DAY
# What TypeBook takes, least and most; more units than a brand can have would be a slip, or not fit into the contract.
TYPE_NUMBERS = {
    "voting_delay": (1, 90 * DAY),
    "voting_period": (MINUTE, 90 * DAY),
    "proposal_threshold": (1, MAX_UNITS),
    "quorum_bps": (1, BASIS_POINTS),
    "approval_bps": (BASIS_POINTS // 2, BASIS_POINTS - 1),
}
# What a type may leave out; 0 stands for no cap, the most votes win, no answer owed.
OPTIONAL_NUMBERS = {
    "cap": (0, MAX_UNITS),
    "option_bps": (0, BASIS_POINTS - 1),
    "answer_period": (0, YEAR),
    "quorum_least": (1, MAX_UNITS),
}
MOST_TYPES = 64
MOST_BYTES = 200  # of a name in UTF-8: so many types as fit into the governor are made with names of this length too
# In what a type of wider reach must ask at least as much as each of narrower reach, as TypeBook has it.
STRICTNESS = ("voting_delay", "voting_period", "quorum_bps", "quorum_least", "approval_bps")
UNITS = CURVES[0]  # the only curve under which a second wallet brings nothing
PAYMENTS, _, GOVERNANCE = REACHES
# One type that reaches governance asks for no more than this, so that it can be carried; basis points.
REPAIR_QUORUM_BPS, REPAIR_APPROVAL_BPS = 5_000, 9_000
MAX_TIMELOCK_DELAY = 30 * DAY
MAX_LATE_EXTENSION = 7 * DAY
MIN_ACTION_WINDOW, MAX_ACTION_WINDOW = HOUR, 2**32 - 1  # the most is what the governor's 32 bits hold
MOST_EXCLUDED = 8  # the governor's bound
BOUNDS_NUMBERS = (
    "max_units",
    "max_tier_units",
    "per_day_least",
    "given_per_day_bps",
    "sold_per_day_bps",
    "launch_period",
    "launch_units",
    "launch_sold_units",
    "price_floor",
)
MOST_GROWTH_BPS = 500  # of all units, in a day: more would outvote the members before they can answer
# So many times what the shares of a day come to in a brand that has the units of its launch, per_day_least may be.
MOST_LEAST = 2
MAX_LAUNCH = 90 * DAY
FIRST_DAYS = 30  # of a brand without a launch
GOVERNANCE_NUMBERS = ("timelock_delay", "action_window", "late_quorum_extension", "appeal_window", "grace")
MAX_GRACE = 90 * DAY
# What each table may hold; the one without a name is the whole plan.
ENTRIES = {
    "": ("brand", "symbol", "governance", "bounds", "roles", "proposal_types"),
    "governance": (*GOVERNANCE_NUMBERS, "timelock_delay_floor", "excluded_accounts"),
    "bounds": BOUNDS_NUMBERS,
    "roles": ROLES,
    "proposal_types": (
        *TYPE_NUMBERS,
        *OPTIONAL_NUMBERS,
        "name",
        "proposer_rule",
        "binding",
        "methods",
        "curve",
        "reach",
    ),
}
TIME_TO_APPEAL = 2 * DAY  # for a member to see a notice and submit an appeal, and to queue and execute it


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
    quorum_least: int = 1
    reach: str = PAYMENTS

    def as_struct(self) -> tuple[Any, ...]:
        """The Solidity struct ProposalType."""
        rule = PROPOSER_RULES.index(self.proposer_rule)
        numbers = tuple(getattr(self, name) for name in TYPE_NUMBERS)
        methods = sum(1 << METHODS.index(name) for name in self.methods)
        ballots = (methods, CURVES.index(self.curve), self.cap, self.option_bps, self.answer_period)
        bounds = (self.quorum_least, REACHES.index(self.reach))
        return (*numbers, rule, self.binding, True, *ballots, *bounds, self.name)

    @property
    def can_repair(self) -> bool:
        """Whether members can change everything by it."""
        reachable = self.quorum_bps <= REPAIR_QUORUM_BPS and self.approval_bps <= REPAIR_APPROVAL_BPS
        return self.reach == GOVERNANCE and self.proposer_rule != PROPOSER_RULES[0] and reachable

    @property
    def can_dismiss(self) -> bool:
        """Whether members can dismiss a notice of revocation by it."""
        return self.binding and self.reach != PAYMENTS and self.proposer_rule != PROPOSER_RULES[0]

    def require_bounds(self) -> None:
        """What TypeBook takes, and what its reach asks of it alone. Raises PlanError."""
        for name, (least, most) in (TYPE_NUMBERS | OPTIONAL_NUMBERS).items():
            value = getattr(self, name)
            if not least <= value <= most:
                unit = " seconds" if name.endswith(("_delay", "_period")) else ""
                raise PlanError(f"{name}: {value} in {self.name!r}; write {least} to {most}{unit}.")
        if self.reach == PAYMENTS:
            self._require_share()
            return
        if not self.binding:
            raise PlanError(f"reach: {self.name!r} is advisory and touches nothing; leave reach out.")
        if self.methods != METHODS[:1]:
            raise PlanError(f'methods: {self.name!r} reaches {self.reach}; write methods = ["{METHODS[0]}"].')
        if self.reach == GOVERNANCE and self.counts_wallets:
            raise PlanError(
                f"curve: {self.name!r} reaches {GOVERNANCE}, and whoever spreads one unit each over many wallets would "
                f'carry it; write curve = "{UNITS}" and no cap.'
            )

    @property
    def counts_wallets(self) -> bool:
        """Whether one owner of several wallets has more votes than with one: by curve or by cap."""
        return self.curve != UNITS or self.cap != 0

    def _require_share(self) -> None:
        """A choice must not pay more easily than for and against. Raises PlanError."""
        if self.binding and self.methods != METHODS[:1] and self.option_bps < self.approval_bps:
            raise PlanError(
                f"option_bps: {self.option_bps} in {self.name!r}, whose winning option is paid; write at least its "
                f'approval_bps, {self.approval_bps}, or methods = ["{METHODS[0]}"].'
            )

    def require_as_strict_as(self, narrower: "ProposalTypePlan") -> None:
        """Else whoever carries this type gets at the rules of the stricter one. Raises PlanError."""
        for rule in STRICTNESS:
            own, other = getattr(self, rule), getattr(narrower, rule)
            if own < other:
                raise PlanError(
                    f"{rule}: {own} in {self.name!r}, which reaches {self.reach}, but {other} in {narrower.name!r}, "
                    f"which reaches {narrower.reach} only; write at least {other}, or give the other type less."
                )
        lost = {"curve": narrower.curve == UNITS != self.curve, "cap": narrower.cap == 0 != self.cap}
        for rule in (rule for rule, is_lost in lost.items() if is_lost):
            raise PlanError(
                f"{rule}: {getattr(self, rule)} in {self.name!r}, which reaches {self.reach}, but "
                f"{getattr(narrower, rule)} in {narrower.name!r}, which reaches {narrower.reach} only; a unit each in "
                "many wallets is cheap. Write the same."
            )


@dataclass(frozen=True, slots=True)
class BoundsPlan:
    """How many units BRAND and ISSUER can bring about, see UnitBounds in Solidity.

    The launch in seconds, and in units that can be given away and sold in it; the floor, what a unit sold in ETH must
    bring, in wei.
    """

    max_units: int
    max_tier_units: int
    per_day_least: int
    given_per_day_bps: int
    sold_per_day_bps: int
    launch_period: int
    launch_units: int
    launch_sold_units: int
    price_floor: int

    def __post_init__(self) -> None:
        if not 1 <= self.max_units <= MAX_UNITS:
            raise PlanError(f"bounds.max_units: {self.max_units}; write 1 to {MAX_UNITS}.")
        if not self.max_units <= self.max_tier_units < 2**32:
            raise PlanError(
                f"bounds.max_tier_units: {self.max_tier_units}; write max_units, {self.max_units}, to {2**32 - 1}."
            )
        for name in ("per_day_least", "launch_units", "launch_sold_units"):
            if getattr(self, name) > MAX_UNITS:
                raise PlanError(f"bounds.{name}: {getattr(self, name)}; write 0 to {MAX_UNITS}.")
        if self.launch_period > MAX_LAUNCH:
            raise PlanError(
                f"bounds.launch_period: {self.launch_period}; write at most {MAX_LAUNCH} seconds (90 days)."
            )
        if not 1 <= self.price_floor < 2**128:
            raise PlanError(f"bounds.price_floor: {self.price_floor}; write at least 1 wei.")

    def require_slow_growth(self) -> None:
        """Members must have time to take a key away before it has outvoted them. Raises PlanError.

        What is sold counts like what is given away: its price goes to the treasury, and whoever buys most votes takes
        it back. It counts twice, because as much can come back after a lapse on the same day.
        """
        growth = self.given_per_day_bps + 2 * self.sold_per_day_bps
        if growth > MOST_GROWTH_BPS:
            raise PlanError(
                f"bounds.given_per_day_bps and twice sold_per_day_bps: {growth} together; write at most "
                f"{MOST_GROWTH_BPS}, so that members can answer before new units outvote them."
            )

    @property
    def launched(self) -> int:
        """Most units that there are when the launch is over; 0 without one."""
        return self.launch_units + self.launch_sold_units if self.launch_period else 0

    @property
    def first_units(self) -> int | None:
        """Most units of the launch; without one, of a brand's first 30 days; None where nothing bounds what is sold."""
        if self.launched or self.sold_per_day_bps:
            return self.launched or FIRST_DAYS * 2 * self.per_day_least
        return None

    @property
    def most_after_launch(self) -> int:
        """Units of the largest membership for which the day after a full launch has room."""
        return max(self.per_day_least, self.launched * self._larger_share // BASIS_POINTS)

    @property
    def needed_for_largest(self) -> int | None:
        """Units with which a day has room for a membership of max_units; None where each day has, or sales no bound."""
        if self.sold_per_day_bps == 0 or self.max_units <= self.most_after_launch:
            return None
        return -(-self.max_units * BASIS_POINTS // self._larger_share)

    @property
    def _larger_share(self) -> int:
        return max(self.given_per_day_bps, self.sold_per_day_bps)

    @property
    def least_of_few(self) -> int:
        """Most units that per_day_least should be: twice the larger share of a day, of the units of the launch."""
        return MOST_LEAST * self.launch_units * self._larger_share // BASIS_POINTS

    @property
    def least_is_most(self) -> bool:
        """Whether the shares of a day mean little after the launch, since per_day_least is far more."""
        return self.launch_units != 0 and self.per_day_least > self.least_of_few

    def as_struct(self) -> tuple[int, int, int, int, int]:
        """The Solidity struct UnitBounds."""
        shares = (self.given_per_day_bps, self.sold_per_day_bps)
        return (self.max_units, self.max_tier_units, self.per_day_least, *shares)

    def launch_as_struct(self) -> tuple[int, int, int]:
        """The Solidity struct Launch."""
        return (self.launch_period, self.launch_units, self.launch_sold_units)


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """Everything a deployment is told. Raises PlanError for what cannot be deployed.

    `roles` holds addresses, or `account:N` for the node's N-th account.
    """

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
    timelock_delay_floor: int = HOUR  # what a proposal may lower timelock_delay to, seconds

    @classmethod
    def read(cls, path: Path) -> Self:
        """The plan in `path`. Raises PlanError."""
        try:
            document = tomllib.loads(path.read_text())
        except OSError as error:
            raise PlanError(f"{path}: cannot be read ({error.strerror}).") from error
        except tomllib.TOMLDecodeError as error:
            raise PlanError(f"{path}: is not TOML ({error}).") from error
        _require_known(document)
        governance = _table(document, "governance")
        types = document.get("proposal_types")
        if not isinstance(types, list) or not types:
            raise PlanError("proposal_types: the plan needs at least one.")
        return cls(
            brand=_text(document, "brand"),
            symbol=_text(document, "symbol"),
            roles={role: _holders(_table(document, "roles"), role) for role in ROLES},
            proposal_types=tuple(_proposal_type(entry) for entry in types),
            excluded=_names(governance, "governance", "excluded_accounts", ()),
            bounds=BoundsPlan(**{name: _number(_table(document, "bounds"), name) for name in BOUNDS_NUMBERS}),
            **{name: _number(governance, name) for name in GOVERNANCE_NUMBERS},
            **{name: _number(governance, name) for name in ("timelock_delay_floor",) if name in governance},
        )

    def __post_init__(self) -> None:
        if len(self.proposal_types) > MOST_TYPES:
            raise PlanError(f"proposal_types: {len(self.proposal_types)} of them; write at most {MOST_TYPES}.")
        if same := alike(one.name for one in self.proposal_types):
            raise PlanError(f"proposal_types: {same[0]!r} and {same[1]!r} look the same; give each a name of its own.")
        self.bounds.require_slow_growth()
        self._require_times()
        self._require_bounds()
        self._require_time_to_appeal()
        self._require_grace()

    def _require_bounds(self) -> None:
        for one in self.proposal_types:
            one.require_bounds()
        binding = [one for one in self.proposal_types if one.binding]
        for wider in binding:
            for narrower in binding:
                if REACHES.index(wider.reach) > REACHES.index(narrower.reach):
                    wider.require_as_strict_as(narrower)
        if not any(one.can_repair for one in binding):
            raise PlanError(
                "proposal_types: nothing could ever be changed; give one type that members may propose "
                f'reach = "{GOVERNANCE}", '
                f"quorum_bps of at most {REPAIR_QUORUM_BPS} and approval_bps of at most {REPAIR_APPROVAL_BPS}."
            )

    def _require_times(self) -> None:
        """What BrandTimelock and BrandGovernor take. Raises PlanError."""
        if not self.timelock_delay_floor <= self.timelock_delay <= MAX_TIMELOCK_DELAY:
            raise PlanError(
                f"timelock_delay: {self.timelock_delay}; write {self.timelock_delay_floor} (timelock_delay_floor) to "
                f"{MAX_TIMELOCK_DELAY} seconds (30 days)."
            )
        if not MIN_ACTION_WINDOW <= self.action_window <= MAX_ACTION_WINDOW:
            raise PlanError(
                f"action_window: {self.action_window}; write {MIN_ACTION_WINDOW} (an hour) to {MAX_ACTION_WINDOW} "
                "seconds."
            )
        if self.late_quorum_extension > MAX_LATE_EXTENSION:
            raise PlanError(
                f"late_quorum_extension: {self.late_quorum_extension}; write at most {MAX_LATE_EXTENSION} seconds "
                "(7 days)."
            )

    def shared_hands(self, accounts: Sequence[str]) -> list[tuple[str, str, str]]:
        """Each two of BRAND, ISSUER and GUARDIAN that one address holds, and the address."""
        holders = self.role_holders(accounts)
        return [
            (first, second, address)
            for first, second in combinations(KEPT_APART, 2)
            for address in holders[first]
            if address in holders[second]
        ]

    @property
    def split_types(self) -> tuple[str, ...]:
        """Names of the types in which one owner of several wallets has more votes than with one: by curve or by cap."""
        return tuple(one.name for one in self.proposal_types if one.counts_wallets)

    @property
    def choices_of_wallets(self) -> tuple[str, ...]:
        """Names of the binding types with choices whose votes can be fewer than units: the winner needs as many votes
        as the quorum has units."""
        return tuple(
            one.name for one in self.proposal_types if one.binding and one.methods != METHODS[:1] and one.counts_wallets
        )

    def _require_time_to_appeal(self) -> None:
        """A member whom the brand wants to expel must be able to win a proposal about it first: by a type that may
        dismiss notices and that members may propose. Such a proposal is protective: its voting delay comes before only
        while the launch lasts."""

        def to_the_end(one: ProposalTypePlan) -> int:
            return min(one.voting_delay, self.bounds.launch_period) + one.voting_period

        appeals = [one for one in self.proposal_types if one.can_dismiss]
        fastest = min(appeals, key=to_the_end)  # one can repair, so there is one
        needed = to_the_end(fastest) + self.late_quorum_extension + self.timelock_delay + TIME_TO_APPEAL
        if not needed <= self.appeal_window <= YEAR:
            raise PlanError(
                f"appeal_window: {self.appeal_window}; write {needed} seconds (a proposal of type {fastest.name!r}, "
                "the fastest that dismisses notices, from start to execution, and "
                f"{TIME_TO_APPEAL} to submit and execute it) to {YEAR} (a year)."
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


def _require_known(document: dict[str, Any]) -> None:
    """An entry with a misspelt name would be passed over: a bound that nobody has. Raises PlanError."""
    for name, known in ENTRIES.items():
        tables = [document] if not name else document.get(name)
        for table in tables if isinstance(tables, list) else [tables]:
            for entry in set(table) - set(known) if isinstance(table, dict) else ():
                near = meant(entry, known)
                advice = f"did you mean {near}?" if near else f"write one of {', '.join(known)}."
                raise PlanError(f"{name + '.' if name else ''}{entry}: is not known; {advice}")


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
    reach = entry.get("reach", PAYMENTS)
    if reach not in REACHES:
        raise PlanError(f"reach: {reach!r}; choose one of {', '.join(REACHES)}.")
    methods = _names(entry, "proposal_types", "methods", METHODS)
    if not methods or not set(methods) <= set(METHODS):
        raise PlanError(f"methods: {list(methods)}; choose from {', '.join(METHODS)}.")
    return ProposalTypePlan(
        name=_text(entry, "name"),
        proposer_rule=rule,
        binding=binding,
        methods=methods,
        curve=curve,
        reach=reach,
        **numbers,
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
    if (length := len(value.encode())) > MOST_BYTES:
        raise PlanError(f"{name}: {length} bytes; write at most {MOST_BYTES}, a letter beyond English is two or more.")
    return value


def _number(table: dict[str, Any], name: str) -> int:
    value = table.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PlanError(f"{name}: write a whole number that is not negative.")
    return value
