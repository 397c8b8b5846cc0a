"""What processes log: with `json` one object a line, whoever says it."""

import json
import subprocess
import sys

SPEAKING = """
import logging, warnings, structlog
from symbia.process.logs import configure
configure({format!r})
structlog.get_logger("symbia.indexer").info("indexed", block=7, text="two\\nlines")
logging.getLogger("some.package").warning("%s is old", "this")
logging.getLogger("some.package").info("not worth a line")
warnings.warn("that as well")
for log in (structlog.get_logger().error, logging.getLogger("some.package").error):
    try:
        1 / 0
    except ZeroDivisionError:
        log("it failed", exc_info=True)
"""


def said(log_format: str) -> list[str]:
    """Lines of a process that says everything; nothing may be on its standard error."""
    command = [sys.executable, "-c", SPEAKING.format(format=log_format)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_every_line_of_json_is_an_object_with_the_same_keys() -> None:
    lines = [json.loads(line) for line in said("json")]
    assert [line["level"] for line in lines] == ["info", "warning", "warning", "error", "error"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    own, library, warning, *failures = lines
    assert (own["event"], own["block"], own["text"]) == ("indexed", 7, "two\nlines")
    assert (library["event"], library["logger"]) == ("this is old", "some.package")
    assert "that as well" in warning["event"]
    assert warning["logger"] == "py.warnings"
    assert all("ZeroDivisionError" in failure["exception"] for failure in failures)


def test_people_read_the_same() -> None:
    lines = "\n".join(said("console"))
    for words in ("indexed", "this is old", "that as well", "ZeroDivisionError"):
        assert words in lines
    assert "not worth a line" not in lines
