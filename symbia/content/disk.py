"""Content on this machine's disk, under the names Kubo would give it."""

import os
import secrets
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from symbia.content import dagpb
from symbia.content.cid import Cid, parse_cid
from symbia.content.errors import ContentError, ContentNotFound, ContentUnavailable, UnsupportedContent
from symbia.content.tree import ReadDocument, StoredBlock, blocks_of, check_size, read
from symbia.text import Text
from symbia.units import HOUR

PARTIAL = "partial"
INNER = "bafybei"  # how the names of dag-pb nodes begin
WRITING_SECONDS = HOUR  # far longer than writing a document takes
# Far longer than writing one block takes, so that a file of a writer at work is never taken away.
PARTIAL_MAX_AGE_SECONDS = HOUR


class EmbeddedStore:
    """Blocks as files: `<directory>/<2 characters of the CID>/<CID>`.

    A block appears under its name only once it is whole and on the disk (temporary file, fsync, rename), and
    the root of a document after all its other blocks. So a crash leaves no half block and no root without its
    leaves, and any number of threads and processes may write at once: a name always means the same bytes.
    """

    def __init__(self, directory: Path, *, max_bytes: int) -> None:
        self._directory = directory
        self._partials = directory / PARTIAL
        self._max_bytes = max_bytes

    def put(self, data: bytes) -> str:
        """Stores a document and returns its CID. Raises `ContentTooLarge`, `ContentUnavailable`."""
        check_size(data, self._max_bytes)
        return str(self.keep(blocks_of(data)))

    def get(self, cid: str, *, keep: bool = True) -> bytes:  # noqa: ARG002  # whatever is here is kept
        """The document, compared with its CID. Raises any `ContentError`."""
        return self._document(parse_cid(cid)).data

    def has(self, cid: str) -> bool:
        """Whether the document's root is here, and with it all the rest. Raises `InvalidCid`."""
        return self._path(parse_cid(cid)).is_file()

    has_here = has

    def remove(self, cid: str, staying: Container[str]) -> bool:
        """Unlinks the blocks that no other document needs, the root first. False, and nothing is unlinked, if one of
        them was written within the hour: whoever writes a document passes over blocks that are here. Raises
        `InvalidCid`, `ContentUnavailable`."""
        root = parse_cid(cid)
        try:
            own = self._blocks(root)
            others = self._needed_by_others(own) if len(own) > 1 or root.codec == "dag-pb" else set()
            paths = [self._path(one) for one in own if one == root or not (one in others or str(one) in staying)]
            if any(self._is_recent(path) for path in paths):
                return False
            for path in paths:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise self._not_writable(error) from error
        return True

    def unpin(self, cid: str) -> None:
        """Nobody else was told."""

    def keep(self, blocks: Iterable[StoredBlock]) -> Cid:
        """Writes blocks, the root last, and returns the root's CID. Raises `ContentUnavailable`."""
        try:
            for cid, data in blocks:
                self._write(self._path(cid), data)
        except OSError as error:
            raise self._not_writable(error) from error
        return cid

    def sweep(self) -> None:
        """Removes what writers left behind that died an hour ago or earlier."""
        before = time.time() - PARTIAL_MAX_AGE_SECONDS
        for left in self._partials.glob("*"):
            # Another process that starts now may sweep it first.
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < before:
                    left.unlink()

    def _not_writable(self, error: OSError) -> ContentUnavailable:
        return ContentUnavailable.of("content.disk.not_writable", folder=str(self._directory), reason=str(error))

    def _document(self, root: Cid) -> ReadDocument:
        source = Text.of("content.disk.name", folder=str(self._directory))
        return read(root, self._read, max_bytes=self._max_bytes, source=source)

    def _blocks(self, root: Cid) -> list[Cid]:
        """Of a document that is here, root first; the root alone if the rest cannot be read."""
        try:
            return list(self._document(root).blocks)
        except ContentError:
            return [root]

    def _needed_by_others(self, own: Iterable[Cid]) -> set[Cid]:
        """Blocks that inner nodes of other documents name."""
        mine = {str(cid) for cid in own}
        return {
            child for path in self._directory.glob(f"??/{INNER}*") if path.name not in mine for child in _children(path)
        }

    def _is_recent(self, path: Path) -> bool:
        try:
            return path.stat().st_mtime > time.time() - WRITING_SECONDS
        except FileNotFoundError:
            return False

    def _path(self, cid: Cid) -> Path:
        name = str(cid)
        # The last character carries only a few bits, the two before it spread evenly (Kubo shards alike).
        return self._directory / name[-3:-1] / name

    def _read(self, cid: Cid) -> bytes:
        try:
            return self._path(cid).read_bytes()
        except FileNotFoundError as error:
            raise ContentNotFound.of("content.disk.not_there", cid=str(cid)) from error
        except OSError as error:
            raise ContentUnavailable.of(
                "content.disk.not_readable", cid=str(cid), folder=str(self._directory), reason=str(error)
            ) from error

    def _write(self, path: Path, data: bytes) -> None:
        if path.is_file() and path.read_bytes() == data:
            os.utime(path)  # so that `remove` sees that somebody counts on it
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self._partials.mkdir(exist_ok=True)
        partial = self._partials / f"{path.name}.{secrets.token_hex(8)}"
        try:
            with partial.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(path.parent)


def _children(path: Path) -> Iterator[Cid]:
    """What an inner node names; nothing if it is none, or gone."""
    with suppress(FileNotFoundError, UnsupportedContent):
        yield from dagpb.decode(path.read_bytes()).children


def _sync_folder(folder: Path) -> None:
    """Makes names in `folder` and its own name survive a power cut, not only the bytes."""
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
