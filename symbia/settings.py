"""Settings, all from environment variables that begin with `SYMBIA_`. Nothing here touches disk or network."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingError(ValueError):
    """A variable holds something that cannot be used; the message names it and says what can."""


def _setting(variable: str, default: Any, help_: str, *, secret: bool = False, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"variable": variable, "help": help_, "choices": choices}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """One instance per process, made by `Settings.load`. Times are seconds, sizes bytes."""

    rpc_url: str = _setting(
        "SYMBIA_RPC_URL",
        "http://127.0.0.1:8545",
        "JSON-RPC endpoint of the chain, http or https; several, separated by commas, stand in for each other: one is "
        "used until it does not answer, then the next",
    )
    ws_url: str = _setting(
        "SYMBIA_WS_URL",
        "",
        "websocket endpoint of the chain, such as ws://127.0.0.1:8545: new blocks are indexed as they are announced. "
        "Empty: when polling finds them",
    )
    deployment: Path = _setting(
        "SYMBIA_DEPLOYMENT",
        Path("scripts/deployments/1337.json"),
        "file written by `symbia deploy`: chain id, start block, addresses",
    )
    database_url: str = _setting(
        "SYMBIA_DATABASE_URL",
        "sqlite:///symbia.db",
        "SQLAlchemy URL, `sqlite:///file` or `postgresql+psycopg://user@host/db`",
    )
    content_dir: Path = _setting("SYMBIA_CONTENT_DIR", Path("content"), "folder of the embedded content store")
    ipfs_api: str = _setting(
        "SYMBIA_IPFS_API",
        "",
        "multiaddress of a Kubo node's API, such as /ip4/127.0.0.1/tcp/5001; empty for none",
    )
    content_max_bytes: int = _setting("SYMBIA_CONTENT_MAX_BYTES", 1_048_576, "largest document, bytes")
    finality_depth: int = _setting(
        "SYMBIA_FINALITY_DEPTH",
        64,
        "blocks after which a block is taken as final; a deeper reorg stops the indexer, younger blocks are read by "
        "their receipts",
    )
    completeness: str = _setting(
        "SYMBIA_COMPLETENESS",
        "blooms",
        "what proves that no log of a block is missing: `blooms`, the filters in the headers, or `receipts` of every "
        "block, for chains whose filters are wrong or empty",
        choices=("blooms", "receipts"),
    )
    receipt_sample: int = _setting(
        "SYMBIA_RECEIPT_SAMPLE",
        100,
        "of so many final blocks that may hold logs of the brand one is held against its receipts as well; 0 for none",
    )
    audit_seconds: float = _setting(
        "SYMBIA_AUDIT_SECONDS",
        300.0,
        "pause between two audits of the tables against the contracts while the indexer runs, seconds; 0 for none",
    )
    audit_sample: int = _setting("SYMBIA_AUDIT_SAMPLE", 25, "rows of each kind that such an audit compares")
    poll_seconds: float = _setting(
        "SYMBIA_POLL_SECONDS", 0.25, "pause between two looks at the head of the chain, seconds"
    )
    metrics_port: int = _setting(
        "SYMBIA_METRICS_PORT",
        0,
        "port at SYMBIA_HOST where the indexer serves /metrics, /healthz and /readyz; 0 for none",
    )
    raw_log_blocks: int = _setting(
        "SYMBIA_RAW_LOG_BLOCKS",
        0,
        "final blocks whose logs are kept as they came; 0 for all. Only with all of them `--reindex` works without "
        "asking the node for everything again",
    )
    host: str = _setting("SYMBIA_HOST", "127.0.0.1", "address the API listens on")
    port: int = _setting("SYMBIA_PORT", 8000, "port the API listens on; 0 for a free one")
    public_url: str = _setting(
        "SYMBIA_PUBLIC_URL",
        "",
        "where people's browsers find this server, such as https://members.example; what they sign in with names it. "
        "Empty: only browsers on this machine can sign in",
    )
    cors_origins: str = _setting(
        "SYMBIA_CORS_ORIGINS",
        "",
        "origins that may call the API from a browser, separated by commas; `*` for all",
    )
    rate_limit: str = _setting(
        "SYMBIA_RATE_LIMIT",
        "600/minute",
        "requests per client address, such as 600/minute; empty for no limit",
    )
    demo_wallet: bool = _setting(
        "SYMBIA_DEMO_WALLET",
        False,
        "offer the chain's unlocked accounts as a wallet on the page; local chains only",
    )
    relay_keystore: str = _setting(
        "SYMBIA_RELAY_KEYSTORE",
        "",
        "keystore file of the account that `symbia relay`, `symbia airdrop` and `symbia keep` send from",
    )
    relay_password_file: str = _setting(
        "SYMBIA_RELAY_PASSWORD_FILE", "", "file with that keystore's password; empty: asked for in the terminal"
    )
    relay_key: str = _setting(
        "SYMBIA_RELAY_KEY", "", "private key, where there is no keystore: 0x and 64 hex digits", secret=True
    )
    relay_journal: Path = _setting(
        "SYMBIA_RELAY_JOURNAL",
        Path("relay.journal"),
        "file in which `symbia keep` notes what it signs, before it sends",
    )
    relay_ballot_journal: Path = _setting(
        "SYMBIA_RELAY_BALLOT_JOURNAL",
        Path("ballots.journal"),
        "file in which `symbia relay` notes what it signs, before it sends",
    )
    relay_confirmations: int = _setting(
        "SYMBIA_RELAY_CONFIRMATIONS",
        12,
        "blocks above a transaction's own before it counts as done; always 0 on a local chain",
    )
    relay_max_fee_gwei: float = _setting(
        "SYMBIA_RELAY_MAX_FEE_GWEI", 200.0, "most that is offered for one gas, gwei; above it sending waits"
    )
    relay_batch: int = _setting(
        "SYMBIA_RELAY_BATCH", 100, "most signed ballots in one transaction; about 12,000 gas each"
    )
    relay_flush_seconds: float = _setting(
        "SYMBIA_RELAY_FLUSH_SECONDS", 30.0, "how long a signed ballot waits at most for others, seconds"
    )
    relay_lead_seconds: int = _setting(
        "SYMBIA_RELAY_LEAD_SECONDS",
        120,
        "so long before a vote ends the relay takes no more ballots, since they could come too late, seconds",
    )
    relay_quota: int = _setting(
        "SYMBIA_RELAY_QUOTA", 20, "signed ballots that one account may hand in within 24 hours, replaced ones included"
    )
    keeper_seconds: float = _setting(
        "SYMBIA_KEEPER_SECONDS", 5.0, "pause between two looks of `symbia keep` for expired memberships, seconds"
    )
    log_format: str = _setting("SYMBIA_LOG_FORMAT", "console", "`console` for people, `json` for machines")

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from the environment. Raises SettingError for a value that does not fit its type."""
        values: dict[str, Any] = {}
        for item in fields(cls):
            variable = item.metadata["variable"]
            if variable in environment:
                value = _parse(variable, environment[variable], item.default)
                if item.metadata["choices"] and value not in item.metadata["choices"]:
                    raise SettingError(f"{variable}={value!r}: write {' or '.join(item.metadata['choices'])}.")
                values[item.name] = value
        return cls(**values)

    def environment(self) -> dict[str, str]:
        """The variables that make another process load these very settings."""
        return {item.metadata["variable"]: _text(getattr(self, item.name)) for item in fields(self)}


def _parse(variable: str, raw: str, default: Any) -> Any:
    if isinstance(default, bool):
        if raw.lower() in ("1", "true", "yes"):
            return True
        if raw.lower() in ("", "0", "false", "no"):
            return False
        raise SettingError(f"{variable}={raw!r}: write 1 or 0.")
    kind = type(default)
    if kind in (int, float):
        try:
            number = kind(raw)
        except ValueError as error:
            raise SettingError(f"{variable}={raw!r}: write a number, such as {default}.") from error
        if not 0 <= number < float("inf"):  # also false for "nan"
            raise SettingError(f"{variable}={raw!r}: write a number that is not negative.")
        return number
    return Path(raw) if isinstance(default, Path) else raw


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
