"""Failures of the set-up, in words that say what to do next."""

import errno
import re
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

Arguments = ParamSpec("Arguments")

NETWORK_WORDS = (
    "temporary failure in name resolution",
    "name or service not known",
    "failed to lookup address",
    "dns error",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
    "econnreset",
    "connection refused",
    "network is unreachable",
    "newconnectionerror",
    "error sending request",
    "could not connect",
    "proxyerror",
    "no matching distribution found",  # pip says this when it could not ask anybody
)
DISK_WORDS = ("no space left on device", "enospc", "disk quota exceeded")
DAMAGED_WORDS = ("do not match the hashes", "hash mismatch", "eintegrity")


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def ends_in_words(
    *refusals: type[Exception], stopped: str = "Stopped."
) -> Callable[[Callable[Arguments, int]], Callable[Arguments, int]]:
    """For a `main`: refusals become a line on standard error and exit code 1, an interruption `stopped` and 130."""

    def wrapped(main: Callable[Arguments, int]) -> Callable[Arguments, int]:
        @wraps(main)
        def ending(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
            try:
                return main(*args, **kwargs)
            except refusals as error:
                print(f"error: {error}", file=sys.stderr)
                return 1
            except KeyboardInterrupt:
                print(f"\n{stopped}", file=sys.stderr)
                return 130

        return ending

    return wrapped


def advice(output: str) -> str:
    """What a person should do about a failed child process, guessed from its `output`."""
    text = output.lower()
    if _names(text, DISK_WORDS):
        return "The disk is full. Free some space and run the same command again."
    if _names(text, DAMAGED_WORDS):
        return "A download does not match the lock file. Clear the package cache and run the same command again."
    if _names(text, NETWORK_WORDS):
        return "No package registry answers. Check the network (or proxy) and run the same command again."
    return "Read the lines above, mend what they name, and run the same command again; finished steps are kept."


def _names(text: str, words: tuple[str, ...]) -> bool:
    """Whole words: "FileNotFoundError" is not npm's ENOTFOUND."""
    return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)


def explain_os_error(error: OSError) -> str:
    """One sentence for an operating system error met while writing files."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return advice(DISK_WORDS[0])
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} cannot be written. Give yourself the right to write there and try again."
    return f"{error}. Mend it and run the same command again."
