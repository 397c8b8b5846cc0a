"""Settings, all from environment variables that begin with `SYMBIA_`. Nothing here touches disk or network.

A setting's variable is the name of its field in capitals behind the prefix. Whatever else has the prefix is refused,
except for the variables that `symbia.settings.names` says are read elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import reduce
from pathlib import Path

from symbia.settings import kinds as kinds
from symbia.settings import urls as urls
from symbia.settings.declaring import (
    CALL,
    INDEX,
    KEEPER,
    RELAY,
    SENDER,
    SERVE,
    SEVERAL,
    read_all,
    setting,
    text_of,
    variable_of,
)
from symbia.settings.kinds import choice, decimal, optional, whole
from symbia.settings.names import without_settings
from symbia.text import Text, TextError

_MANY = 1_000_000_000
_GAS = 10**15
_BYTES = 10**15
_DAY = 86_400  # seconds


class SettingError(TextError, ValueError):
    """Variables that cannot be used: the text has a line for each, which names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One instance per process, made by `Settings.load`. Times are seconds, sizes bytes."""

    rpc_url: str = setting(
        SEVERAL,
        urls.ENDPOINTS,
        "http://127.0.0.1:8545",
        "JSON-RPC endpoint of the chain. Of several, one is used until it does not answer, then the next",
    )
    deployment: Path = setting(
        SEVERAL,
        kinds.PATH,
        Path("scripts/deployments/1337.json"),
        "file that `symbia deploy` wrote: chain id, start block, addresses",
    )
    database_url: str = setting(SEVERAL, urls.DATABASE, "sqlite:///symbia.db", "database that holds the tables")
    content_dir: Path = setting(SEVERAL, kinds.PATH, Path("content"), "folder of the embedded content store")
    ipfs_api: str = setting(
        SEVERAL, optional(urls.MULTIADDRESS, "settings.write.or_none"), "", "multiaddress of the API of a Kubo node"
    )
    finality_depth: int = setting(
        SEVERAL,
        whole(0, _MANY),
        64,
        "number of blocks above a block that make it final. A deeper reorg stops the indexer; the logs of blocks that "
        "are not final are compared with their receipts",
    )
    poll_seconds: float = setting(
        SEVERAL,
        decimal(0.001, _DAY),
        0.25,
        "pause before the indexer asks again for the head of the chain, and shortest pause of an idle relay, seconds",
    )
    host: str = setting(SEVERAL, kinds.HOST, "127.0.0.1", "address at which the API and the metrics are served")
    log_format: str = setting(
        SEVERAL, choice("console", "json"), "console", "`console` for people, `json` for machines"
    )
    ws_url: str = setting(
        INDEX,
        optional(urls.WEBSOCKET, "settings.write.or_none"),
        "",
        "websocket endpoint of the chain, which announces new blocks. Without it they are found by polling",
    )
    completeness: str = setting(
        INDEX,
        choice("blooms", "receipts"),
        "blooms",
        "what proves that a block's logs are complete: `blooms`, the filters in the block headers, or "
        "`receipts`, those of every block, for chains whose filters are wrong or empty",
    )
    receipt_sample: int = setting(
        INDEX,
        whole(0, _MANY),
        100,
        "one in this many final blocks that may hold logs of the brand is also compared with its receipts; 0 for none",
    )
    audit_seconds: float = setting(
        INDEX,
        decimal(0, 365 * _DAY),
        300.0,
        "pause between two audits that compare the tables with the contracts while the indexer runs, seconds; 0 for "
        "no audits",
    )
    audit_sample: int = setting(INDEX, whole(1, _MANY), 25, "number of rows of each kind that such an audit compares")
    metrics_port: int = setting(
        INDEX, kinds.PORT, 0, "port at SYMBIA_HOST for /metrics, /healthz and /readyz of the indexer; 0 for none"
    )
    raw_log_blocks: int = setting(
        INDEX,
        whole(0, _MANY),
        0,
        "number of final blocks whose raw logs are kept; 0 for all. Only if all are kept, `--reindex` works without "
        "asking the node for everything again",
    )
    content_max_bytes: int = setting(SERVE, whole(1, 2**30), 1_048_576, "size of the largest document, bytes")
    content_day_bytes: int = setting(
        SERVE,
        whole(1, _BYTES),
        20_971_520,
        "most bytes of documents that one member or holder of a role who is signed in, or else one network address, "
        "brings within 24 hours",
    )
    content_total_bytes: int = setting(
        SERVE, whole(1, _BYTES), 1_073_741_824, "most bytes that documents brought to the API take on disk together"
    )
    content_keep_days: int = setting(
        SERVE,
        whole(1, 36_500),
        14,
        "days after which a document is taken away that nothing on chain names: a draft that nobody signed, say. It is "
        "unpinned on the Kubo node, too",
    )
    port: int = setting(
        SERVE, kinds.PORT, 8000, "port of the API and the page; 0 for a free one. `symbia status` asks there"
    )
    public_url: str = setting(
        SERVE,
        optional(urls.SITE, "settings.write.or_none"),
        "",
        "address at which browsers find this server, such as https://members.example. Members see it in the message "
        "that they sign to log in. Without it, only browsers on this machine can sign in. `symbia status` asks there",
    )
    cors_origins: str = setting(
        SERVE,
        optional(urls.ORIGINS, "settings.write.or_none"),
        "",
        "origins of other pages that may call the API; `*` for all",
    )
    rate_limit: str = setting(
        SERVE,
        optional(kinds.RATE, "settings.write.or_no_limit"),
        "600/minute",
        "number of requests to the API that one client address may make, of IPv6 one network (/64). As many pages "
        "count apart, as many looks of open pages for news, and ten times as many static files",
    )
    trusted_proxies: str = setting(
        SERVE,
        optional(kinds.NETWORKS, "settings.write.or_none"),
        "",
        "proxies in front of this server. What they say in X-Forwarded-For and X-Forwarded-Proto is believed, and of "
        "nobody else: without it, all visitors behind a proxy are one client address (docs/proxies.md)",
    )
    demo_wallet: bool = setting(
        SERVE, kinds.FLAG, False, "offer the chain's unlocked accounts as a wallet on the page; for local chains only"
    )
    sender_keystore: str = setting(
        SENDER, optional(kinds.FILE, "settings.write.or_none"), "", "keystore file of the account that sends"
    )
    sender_password_file: str = setting(
        SENDER,
        optional(kinds.FILE, "settings.write.or_none"),
        "",
        "file with the password of that keystore. Without it, the command asks for the password in the terminal",
    )
    sender_key: str = setting(
        SENDER,
        optional(kinds.PRIVATE_KEY, "settings.write.or_none"),
        "",
        "private key of the account that sends, if there is no keystore",
        secret=True,
    )
    sender_confirmations: int = setting(
        SENDER,
        whole(0, _MANY),
        12,
        "number of blocks above the block of a transaction after which it counts as done; always 0 on a local chain",
    )
    sender_max_fee_gwei: float = setting(
        SENDER, decimal(1e-9, 1e6), 200.0, "highest price for one unit of gas, gwei; if gas costs more, sending waits"
    )
    call_journals: Path = setting(
        CALL, kinds.PATH, Path("calls"), "folder in which `symbia call` notes what it signs before it sends it"
    )
    keeper_journal: Path = setting(
        KEEPER, kinds.PATH, Path("keeper.journal"), "file in which `symbia keep` notes what it signs before it sends it"
    )
    keeper_seconds: float = setting(
        KEEPER, decimal(0.001, _DAY), 5.0, "pause between two searches for expired memberships, seconds"
    )
    relay_ballot_journal: Path = setting(
        RELAY,
        kinds.PATH,
        Path("ballots.journal"),
        "file in which `symbia relay` notes what it signs before it sends it",
    )
    relay_batch: int = setting(
        RELAY, whole(1, 1_000), 100, "most signed ballots in one transaction; each costs about 12,000 gas"
    )
    relay_flush_seconds: float = setting(
        RELAY, decimal(0, _DAY), 30.0, "longest time that a signed ballot waits for others, seconds"
    )
    relay_lead_seconds: int = setting(
        RELAY,
        whole(0, 30 * _DAY),
        120,
        "time before the end of a vote from which the API takes no more ballots for the relay, since they could come "
        "too late, seconds",
    )
    relay_day_gas: int = setting(
        RELAY, whole(0, _GAS), 300_000_000, "most gas for the ballots of keys on one day (UTC); the others wait"
    )
    relay_proposal_gas: int = setting(
        RELAY, whole(0, _GAS), 150_000_000, "most gas for the ballots of keys on one proposal, over all days"
    )
    relay_wallet_day_gas: int = setting(
        RELAY,
        whole(0, _GAS),
        30_000_000,
        "most gas for the ballots of contract wallets on one day (UTC), beside that of keys",
    )
    relay_wallet_proposal_gas: int = setting(
        RELAY,
        whole(0, _GAS),
        15_000_000,
        "most gas for the ballots of contract wallets on one proposal, beside that of keys",
    )
    relay_wallet_gas: int = setting(
        RELAY,
        whole(0, 16_777_216),
        250_000,
        "most gas for one ballot of a contract wallet; one that takes more is refused",
    )
    relay_account_gas: int = setting(
        RELAY,
        whole(0, _GAS),
        1_000_000,
        "most gas for the ballots that one account hands in within 24 hours: estimated when they are handed in, "
        "measured when they are mined; ballots replaced later count as well. At least SYMBIA_RELAY_WALLET_GAS",
    )
    relay_proposals: int = setting(
        RELAY,
        whole(0, _MANY),
        10,
        "number of proposals of one proposer, pending or open at the same time, whose ballots the relay takes: the "
        "first ones submitted",
    )

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from the environment. Raises SettingError, which names everything with the prefix that is wrong."""
        values, problems = read_all(fields(cls), environment)
        if problems:
            raise SettingError(reduce(_below, problems))
        return cls(**values)

    def environment(self) -> dict[str, str]:
        """The variables that make another process load these very settings."""
        return {variable_of(item): text_of(getattr(self, item.name)) for item in fields(self)}

    def child_environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """`environment` for a child process: with these settings in place of whatever it says of settings."""
        return without_settings(environment) | self.environment()


def _below(lines: Text, line: Text) -> Text:
    return Text.of("settings.lines", lines=lines, line=line)
