"""People who sign in, for every test here."""

from tests.api.sign_in.door import ada, bob, door, engine, postgres

__all__ = ["ada", "bob", "door", "engine", "postgres"]
