"""What a field of `Settings` carries with it, and how all of them are read from the environment."""

from collections.abc import Iterable, Mapping
from dataclasses import Field, field
from typing import Any

from symbia.settings.kinds import Kind
from symbia.settings.names import ELSEWHERE, PREFIX, why_not_a_setting
from symbia.text import Text

SEVERAL = "Read by several commands"
INDEX = "Read by `symbia index`"
SERVE = "Read by `symbia serve`"
SENDER = "Read by the commands that send from an account: `symbia airdrop`, `call`, `keep` and `relay`"
CALL = "Read by `symbia call`"
KEEPER = "Read by `symbia keep`"
RELAY = "Read by `symbia relay` or by the API, which takes ballots for it"


def setting(readers: str, kind: Kind, default: Any, help_: str, *, secret: bool = False) -> Any:
    """A field of `Settings`. `readers`: the heading under which it is documented. A secret is not in the `repr`."""
    return field(default=default, metadata={"readers": readers, "kind": kind, "help": help_}, repr=not secret)


def variable_of(setting_field: Field[Any]) -> str:
    """The environment variable of a field."""
    return PREFIX + setting_field.name.upper()


def readers_of(setting_field: Field[Any]) -> str:
    """The heading under which a field is documented."""
    return str(setting_field.metadata["readers"])


def read_all(setting_fields: Iterable[Field[Any]], environment: Mapping[str, str]) -> tuple[dict[str, Any], list[Text]]:
    """Values by the name of their field, and a line for each variable that cannot be used, by its name."""
    by_variable = {variable_of(setting_field): setting_field for setting_field in setting_fields}
    values: dict[str, Any] = {}
    problems: list[Text] = []
    for variable in sorted(name for name in environment if name.startswith(PREFIX)):
        if variable not in by_variable:
            if variable not in ELSEWHERE:
                problems.append(why_not_a_setting(variable, by_variable))
            continue
        kind: Kind = by_variable[variable].metadata["kind"]
        try:
            values[by_variable[variable].name] = kind.read(environment[variable])
        except ValueError:  # its text may be a secret, so the kind words the problem
            problems.append(kind.problem(variable, environment[variable]))
    return values, problems


def text_of(value: Any) -> str:
    """A value as its variable holds it."""
    return str(int(value)) if isinstance(value, bool) else str(value)
