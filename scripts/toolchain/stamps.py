"""Stamps: which steps are done, and from which inputs. What has no stamp is taken to be half-made."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(values: Iterable[str], files: Iterable[Path] = ()) -> str:
    """SHA-256 over strings and over the names and bytes of files, in the order given."""
    total = hashlib.sha256()
    for value in values:
        total.update(value.encode() + b"\0")
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class Stamps:
    """The stamp files of one working copy."""

    def __init__(self, folder: Path) -> None:
        """`folder` is created when the first stamp is written."""
        self._folder = folder

    def read(self, step: str) -> str | None:
        """The inputs' hash when `step` last finished, or None when it never did."""
        try:
            return (self._folder / step).read_text()
        except FileNotFoundError:
            return None

    def write(self, step: str, value: str) -> None:
        """Record that `step` is finished; appears whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{step}.new"
        fresh.write_text(value)
        fresh.replace(self._folder / step)

    def forget(self, step: str) -> None:
        """Record that `step` is about to change and cannot be trusted until it is written again."""
        (self._folder / step).unlink(missing_ok=True)
