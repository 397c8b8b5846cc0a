"""Tables, a module a domain; `kinds.py` says which of them can be rebuilt from logs.

Every model is also a name of this package. Code of the house imports a model from its domain (`from symbia.tables.perks
import Perk`), so that one sees who uses what.
"""

from sqlmodel import SQLModel

from symbia.domains import Part, load
from symbia.tables import bookkeeping
from symbia.tables.kinds import Bookkeeping, Projection, Service

MODULES = (*load(Part.TABLES), bookkeeping)
KINDS: tuple[type[SQLModel], ...] = (Projection, Bookkeeping, Service)


def models_of(kind: type[SQLModel]) -> tuple[type[SQLModel], ...]:
    """The tables of one kind, by name."""
    return tuple(sorted(kind.__subclasses__(), key=lambda model: model.__name__))


globals().update({model.__name__: model for kind in KINDS for model in models_of(kind)})
