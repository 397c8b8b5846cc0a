"""Catalogues of a test's own, in place of the ones that people read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from symbia.words import files, wording

CACHES = (files.written, files.catalogue, files.entries, wording._plain, wording._html)
VALUE = '[value]\nyes = "yes"\nno = "no"\n'
TIME = (
    '[time]\nmoment = "less than a minute"\n'
    'days = { one = "1 day", other = "{n} days" }\nhours = { one = "1 hour", other = "{n} hours" }\n'
    'minutes = { one = "1 minute", other = "{n} minutes" }\n'
)

Write = Callable[..., None]


def forget() -> None:
    """Let every catalogue be read again."""
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """`write(en, zh)`: from now on these are the catalogues."""

    def _write(en: str, zh: str = "") -> None:
        (tmp_path / "en.toml").write_text(f"{VALUE}{TIME}{en}", encoding="utf-8")
        (tmp_path / "zh.toml").write_text(zh, encoding="utf-8")
        monkeypatch.setattr(files, "FOLDER", tmp_path)
        forget()

    yield _write
    monkeypatch.undo()
    forget()
