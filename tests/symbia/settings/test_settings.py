"""Settings: what is refused and in which words, all of it at once; types, and the way to a child process."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from cli.keep import mention_former_journal
from scripts.gate.settings_table import table
from symbia.settings import SettingError, Settings
from symbia.settings.declaring import variable_of
from symbia.settings.names import CHROMIUM, ELSEWHERE, PREFIX, RENAMED, RenamedVariable, without_settings
from tests import ROOT

SETTINGS = {variable_of(item) for item in fields(Settings)}


def variables(**values: str) -> dict[str, str]:
    """An environment; a keyword is a variable without its prefix, in lower case."""
    return {PREFIX + name.upper(): value for name, value in values.items()}


def problems(**values: str) -> list[str]:
    """The lines that refuse an environment, without the prefix of the name that each begins with."""
    with pytest.raises(SettingError) as caught:
        Settings.load(variables(**values))
    lines = str(caught.value).split("\n")
    assert all(line.startswith(PREFIX) for line in lines)
    return [line.removeprefix(PREFIX) for line in lines]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("rpc_ulr", "RPC_URL"),
        ("ratelimit", "RATE_LIMIT"),
        ("rate_limits", "RATE_LIMIT"),
        ("databse_url", "DATABASE_URL"),
        ("relay_balot_journal", "RELAY_BALLOT_JOURNAL"),
        ("chromum", "CHROMIUM"),
        ("sender_kystore", "SENDER_KEYSTORE"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    assert problems(**{name: "1"}) == [f"{name.upper()} is not a setting; did you mean {PREFIX}{nearest}?"]


def test_a_misspelt_old_name_leads_to_its_successor() -> None:
    (line,) = problems(relay_journl="x")
    assert line.endswith(f"did you mean {PREFIX}KEEPER_JOURNAL?")


@pytest.mark.parametrize("name", ["nonsense", "service_host", "", "x"])
def test_a_name_that_is_like_no_other_leads_to_the_list(name: str) -> None:
    assert problems(**{name: "1"}) == [f"{name.upper()} is not a setting; docs/settings.md lists all of them."]


def test_small_letters_are_another_name() -> None:
    with pytest.raises(SettingError, match=f"did you mean {PREFIX}PORT"):
        Settings.load({f"{PREFIX}port": "1"})


def test_a_name_with_a_line_end_stays_on_one_line() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load({f"{PREFIX}PO\nRT": "1"})
    assert str(caught.value) == f"'{PREFIX}PO\\nRT' is not a setting; did you mean {PREFIX}PORT?"


@pytest.mark.parametrize(("old", "renamed"), RENAMED.items())
def test_a_renamed_setting_is_refused_and_names_its_successor(old: str, renamed: RenamedVariable) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load({old: "ours.journal"})
    assert str(caught.value).startswith(f"{old} is called {renamed.successor} since {renamed.since};")
    assert "ours.journal" not in str(caught.value)


def test_the_journals_old_name_is_refused_beside_its_successor_too() -> None:
    (line,) = problems(relay_journal="a", keeper_journal="b")
    assert line == f"RELAY_JOURNAL is called {PREFIX}KEEPER_JOURNAL since 0.2.0; set that one in its place."


def test_an_old_name_is_never_a_setting_again() -> None:
    assert not RENAMED.keys() & SETTINGS
    assert {renamed.successor for renamed in RENAMED.values()} <= SETTINGS
    assert not ELSEWHERE.keys() & (SETTINGS | RENAMED.keys())


def test_everything_wrong_is_said_at_once() -> None:
    assert problems(
        rpc_ulr="http://127.0.0.1:8545",
        port="70000",
        log_format="xml",
        ratelimit="1/minute",
        nonsense="1",
        relay_journal="relay.journal",
        poll_seconds="",
        host="127.0.0.1",
    ) == [
        "LOG_FORMAT: xml is not allowed; write console or json.",
        "NONSENSE is not a setting; docs/settings.md lists all of them.",
        "POLL_SECONDS is empty; write a number from 0.001 to 86400, or unset it.",
        "PORT: 70000 is not a port; write a whole number from 0 to 65535.",
        f"RATELIMIT is not a setting; did you mean {PREFIX}RATE_LIMIT?",
        f"RELAY_JOURNAL is called {PREFIX}KEEPER_JOURNAL since 0.2.0; set that one in its place.",
        f"RPC_ULR is not a setting; did you mean {PREFIX}RPC_URL?",
    ]


def test_no_value_that_may_be_secret_is_repeated() -> None:
    lines = problems(
        sender_key="4c4c",
        relay_key="4c4c",
        rpc_url="ftp://me:4c4c@node",
        database_url="mysql://me:4c4c@host/db",
        sender_kee="4c4c",
        ws_url="http://node/4c4c",
    )
    assert len(lines) == 6
    assert "4c4c" not in "".join(lines)


@pytest.mark.parametrize("command", [("cli", "serve"), ("cli", "index"), ("cli", "up"), ("indexer",)])
def test_a_process_with_misspelt_variables_ends_with_a_line_for_each(command: Sequence[str], tmp_path: Path) -> None:
    """A real one: exit code 1, nothing but the messages, and nothing was started or written."""
    environment = without_settings(os.environ) | variables(rpc_ulr="x", port="70000", ratelimit="")
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"{PREFIX}PORT: 70000 is not a port; write a whole number from 0 to 65535.",
        f"{PREFIX}RATELIMIT is not a setting; did you mean {PREFIX}RATE_LIMIT?",
        f"{PREFIX}RPC_ULR is not a setting; did you mean {PREFIX}RPC_URL?",
    ]
    assert list(tmp_path.iterdir()) == []


def test_defaults_need_no_variable() -> None:
    assert Settings.load({"HOME": "/somewhere"}) == Settings()


def test_variables_that_others_read_are_not_refused() -> None:
    assert Settings.load(dict.fromkeys(ELSEWHERE, "/opt/mine")) == Settings()


def test_values_take_the_type_of_their_default() -> None:
    settings = Settings.load(
        {"SYMBIA_PORT": "9000", "SYMBIA_POLL_SECONDS": "1.5", "SYMBIA_DEMO_WALLET": "yes", "SYMBIA_CONTENT_DIR": "a b"}
    )
    assert (settings.port, settings.poll_seconds, settings.demo_wallet) == (9000, 1.5, True)
    assert settings.content_dir == Path("a b")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SYMBIA_PORT", "eighty"),
        ("SYMBIA_PORT", "-1"),
        ("SYMBIA_PORT", "80.5"),
        ("SYMBIA_POLL_SECONDS", "nan"),
        ("SYMBIA_POLL_SECONDS", "inf"),
        ("SYMBIA_DEMO_WALLET", "maybe"),
        ("SYMBIA_COMPLETENESS", "hope"),
    ],
)
def test_a_value_that_does_not_fit_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        Settings.load({variable: value})


@pytest.mark.parametrize("item", fields(Settings), ids=variable_of)
def test_every_default_may_also_be_written(item: Field[Any]) -> None:
    text = Settings().environment()[variable_of(item)]
    assert Settings.load({variable_of(item): text}) == Settings()


def test_a_child_gets_these_settings_and_no_others() -> None:
    settings = replace(Settings(), port=8123, sender_max_fee_gwei=1e-9, content_dir=Path("a b"))
    parent = variables(rpc_ulr="x", relay_journal="y", port="1") | {"PATH": "/bin", CHROMIUM: "/opt/mine"}
    child = settings.child_environment(parent)
    assert Settings.load(child) == settings
    assert {name for name in child if name.startswith(PREFIX)} == SETTINGS | {CHROMIUM}
    assert (child["PATH"], child[CHROMIUM]) == ("/bin", "/opt/mine")


def test_the_page_lists_every_variable_once() -> None:
    first_cells = [line.split(" | ")[0] for line in table().splitlines() if line.startswith("| `")]
    listed = [cell.removeprefix("| `").removesuffix("`") for cell in first_cells]
    assert sorted(listed) == sorted([*SETTINGS, *RENAMED, *ELSEWHERE])


@pytest.mark.parametrize(
    ("there", "warned"), [((), False), (("relay.journal",), True), (("relay.journal", "keeper.journal"), False)]
)
def test_a_journal_under_its_former_name_is_mentioned(there: Sequence[str], warned: bool, tmp_path: Path) -> None:
    for name in there:
        (tmp_path / name).touch()
    with structlog.testing.capture_logs() as logs:
        mention_former_journal(tmp_path / "keeper.journal")
    assert [log["former"] for log in logs] == [str(tmp_path / "relay.journal")] * warned
