"""The compiled contracts on a real chain, driven by raw JSON-RPC: no Brownie between the logs and the indexer."""

import json
import re
from typing import Any

import httpx
from eth_abi import decode, encode
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.crypto import keccak

from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import DeployedContract, Deployment
from symbia.rules.ballots.typed_data import governor_name
from tests import ROOT

BUILD = ROOT / "build" / "contracts"
GAS = 12_000_000
DAY = 86_400
APPEAL_WINDOW = GRACE = DAY  # seconds; the shortest the contract takes
PERIOD = 30 * DAY  # of tier 3
PRICE = 10**15  # wei, and the smallest unit of the ERC-20
ZERO = "0x" + "00" * 20
DOMAIN = [{"name": name, "type": kind} for name, kind in [
    ("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"),
]]  # fmt: skip
LATE_QUORUM = 700  # seconds; longer than a voting period, so every quorum moves its deadline
BRAND, ISSUER, GUARDIAN, DROPS = 1, 2, 3, 5
NAME = "Maison Exemple"
BINDING, ADVISORY = 1, 2
#       delay, period, threshold, quorum, approval, rule, binding, active, methods, curve, cap, share, answer, name
TYPES = [
    (60, 600, 1, 1, 5_000, 2, True, True, 31, 0, 0, 5_000, 0, 1, 0, "binding"),
    (60, 600, 1, 1, 5_000, 2, False, True, 31, 1, 4, 3_000, 14 * DAY, 5, 0, "advisory"),
    (60, 600, 1, 5_000, 9_000, 1, True, True, 1, 0, 0, 0, 0, 1, 2, "governance"),
]
LIBRARIES = ("TierBook", "BallotBox", "TypeBook")  # linked into membership and governor
BOUNDS = (2**20, 2**32 - 1, 2**20, 0, 0)
LIBRARY = re.compile(r"__([A-Za-z]+)_+")  # where a library's address belongs, 40 characters


class Brand:
    """Deploys on construction; then `send` and a few ready-made acts. Accounts are the node's unlocked ones."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.accounts = [account.lower() for account in self.rpc("eth_accounts")]
        self.owner, self.buyer, self.excluded = self.accounts[0], self.accounts[-2], self.accounts[7]
        self.chain_id = int(self.rpc("eth_chainId"), 16)
        self.start = self.rpc("eth_getBlockByNumber", "latest", False)
        self.address: dict[str, str] = {}
        self._deploy_all()
        self._open_for_business()

    def close(self) -> None:
        self._http.close()

    def rpc(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call; an error of the node fails the test with its message."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = self._http.post("/", content=json.dumps(body), headers={"content-type": "application/json"}).json()
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def send(self, contract: str, function: str, *arguments: Any, sender: str | None = None, value: int = 0) -> None:
        """Call a function in a transaction of its own block; `value` in wei."""
        entry = _function(contract, function)
        data = function_abi_to_4byte_selector(entry) + _encode(entry, arguments)
        self.transact(sender or self.owner, self.address[contract], data, value)

    def call(self, contract: str, function: str, *arguments: Any) -> tuple[Any, ...]:
        """What a view says at the newest block; addresses in lower case."""
        entry = _function(contract, function)
        data = function_abi_to_4byte_selector(entry) + _encode(entry, arguments)
        answer = self.rpc("eth_call", {"to": self.address[contract], "data": "0x" + data.hex()}, "latest")
        types = [collapse_if_tuple(item) for item in entry["outputs"]]
        return decode(types, bytes.fromhex(answer[2:]))

    def transact(self, sender: str, to: str | None, data: bytes, value: int = 0) -> dict[str, Any]:
        """Send and require success; the receipt."""
        transaction = {"from": sender, "data": "0x" + data.hex(), "gas": hex(GAS), "value": hex(value)}
        if to is not None:
            transaction["to"] = to
        sent = self.rpc("eth_sendTransaction", transaction)
        receipt: dict[str, Any] | None = None
        while receipt is None:  # Anvil answers before it has mined
            receipt = self.rpc("eth_getTransactionReceipt", sent)
        assert receipt["status"] == "0x1", receipt
        return receipt

    def pass_time(self, seconds: int) -> None:
        """Let the chain's clock run on and mine a block."""
        self.rpc("evm_increaseTime", seconds)
        self.rpc("evm_mine")

    def deployment(self) -> Deployment:
        """What `symbia deploy` would have written."""
        contracts = {name: DeployedContract(self.address[name], abi_sha256(load_abi(name))) for name in CONTRACTS}
        return Deployment(self.chain_id, NAME, int(self.start["number"], 16), self.start["hash"], contracts)

    def issue(self, tier: int, *members: str) -> None:
        """Airdrop memberships of a tier."""
        self.send("BrandMembership", "airdrop", list(members), tier)

    def grow_old(self) -> None:
        """Four memberships of tier 3 after some weeks, from token `first` on: renewed; moved to tier 1; lapsed and
        renewed; lapsed. Two more of tier 1: burnt under a notice withdrawn before; revoked."""
        first = self.call("BrandMembership", "issuedCount")[0] + 1
        holder = self.accounts[9]
        self.issue(3, *[holder] * 4)
        self.issue(1, holder, holder)
        self.send("BrandMembership", "sellTime", first, 2, True)
        self.send("BrandMembership", "changeTier", first + 1, 1, 0, True, True)
        for token in (first + 4, first + 5):
            self.send("BrandMembership", "noticeRevocation", token, "ipfs://bafkreireason")
        self.send("BrandMembership", "withdrawRevocation", first + 4)
        self.pass_time(APPEAL_WINDOW)  # no new notice sooner
        self.send("BrandMembership", "revoke", first + 5)  # within 30 days from then on
        self.send("BrandMembership", "noticeRevocation", first + 4, "ipfs://bafkreiagain")
        self.send("BrandMembership", "dismissRevocation", first + 4)
        self.pass_time(APPEAL_WINDOW)
        self.send("BrandMembership", "noticeRevocation", first + 4, "ipfs://bafkreithird")
        self.send("BrandMembership", "burn", first + 4, sender=holder)
        self.pass_time(PERIOD + GRACE + DAY)
        self.send("BrandMembership", "lapse", first + 2)
        self.send("BrandMembership", "renew", first + 2, 1)
        self.send("BrandMembership", "transferFrom", holder, self.accounts[8], first + 3, sender=holder)

    def sell(self) -> None:
        """A drop in ETH that is closed afterwards, one in an ERC-20; a renewal, a change of tier; vouchers redeemed
        and canceled."""
        buyer, token = self.buyer, self.address["MoodyToken"]
        self.send("MembershipDrops", "defineDrop", (3, 0, 0, 10, 3, ZERO, PRICE, bytes(32)), "ipfs://bafkreidrop")
        number = self.call("MembershipDrops", "dropCount")[0]
        self.send("MembershipDrops", "claim", number, buyer, 2, 0, [], sender=buyer, value=3 * PRICE)
        self.send("MembershipDrops", "closeDrop", number)
        bought = self.call("BrandMembership", "issuedCount")[0]
        self.send("MembershipDrops", "renew", bought, 1, ZERO, PRICE, sender=buyer, value=PRICE)
        self.send("MembershipDrops", "changeTier", bought, 1, ZERO, 100 * PRICE, sender=buyer, value=100 * PRICE)
        self.send("MembershipDrops", "defineDrop", (1, 0, 0, 0, 0, token, PRICE, bytes(32)), "ipfs://bafkreidrop")
        self.send("MembershipDrops", "claim", number + 1, self.accounts[1], 1, 0, [], sender=buyer)
        for uid in (2 * number, 2**256 - number):
            self.send("MembershipDrops", "redeemVoucher", *self._voucher(uid, buyer), value=PRICE)
        self.send("MembershipDrops", "cancelVouchers", [2 * number, 2 * number + 1])

    def _voucher(self, uid: int, recipient: str) -> tuple[tuple[Any, ...], str, bytes]:
        """A voucher of the owner's, its issuer, and the signature."""
        types = [
            ("uid", "uint256"), ("recipient", "address"), ("tierId", "uint16"), ("currency", "address"),
            ("price", "uint256"), ("validFrom", "uint64"), ("validUntil", "uint64"),
        ]  # fmt: skip
        values = (uid, recipient, 3, ZERO, PRICE, 0, 2**64 - 1)
        domain = {
            "name": "Symbia Membership Drops", "version": "1", "chainId": self.chain_id,
            "verifyingContract": self.address["MembershipDrops"],
        }  # fmt: skip
        typed = {
            "domain": domain,
            "primaryType": "Voucher",
            "types": {"EIP712Domain": DOMAIN, "Voucher": [{"name": n, "type": t} for n, t in types]},
            "message": {name: str(value) for (name, _), value in zip(types, values, strict=True)},
        }
        signature = self.rpc("eth_signTypedData_v4", self.owner, typed)
        return values, self.owner, bytes.fromhex(signature[2:])

    def decide(self, number: int, *, value: int = 0) -> None:
        """A binding proposal that pays `value` wei to the last account: proposed, voted, queued, executed."""
        description = f"# Proposal {number}\n\nipfs://bafkreiexample{number}\n"
        actions = ([self.accounts[-1]], [value], [b""])
        self.send("BrandGovernor", "proposeTyped", 1, *actions, description)
        self.pass_time(61)
        self.send("BrandGovernor", "castVoteWithReason", number, 1, "gladly", sender=self.accounts[1])
        self.send("BrandGovernor", "castVote", number, 2, sender=self.accounts[2])
        self.pass_time(LATE_QUORUM + 1)
        digest = keccak(text=description)
        self.send("BrandGovernor", "queue", *actions, digest)
        self.pass_time(61)
        self.send("BrandGovernor", "execute", *actions, digest)

    def _deploy_all(self) -> None:
        self._deploy("BrandAccess", self.owner)
        self._deploy("MembershipRenderer")
        for library in LIBRARIES:
            self._deploy(library)
        self._deploy(
            "BrandMembership", NAME, "MAISON", self.address["BrandAccess"],
            self.address["MembershipRenderer"], APPEAL_WINDOW, GRACE, BOUNDS, (0, 0, 0),
        )  # fmt: skip
        self._deploy("BrandTimelock", 60, 60, self.owner)
        self._deploy(
            "MembershipDrops",
            *(self.address[name] for name in ("BrandMembership", "BrandTimelock", "BrandAccess")),
            1,
        )
        self._deploy("MoodyToken")
        self.send("BrandMembership", "bindVotes", self.excluded)
        self._deploy(
            "BrandGovernor", governor_name(NAME), self.address["BrandMembership"], self.address["BrandTimelock"],
            self.address["BrandAccess"], 14 * DAY, LATE_QUORUM, TYPES, [self.excluded],
        )  # fmt: skip
        self._deploy("BallotLens", self.address["BrandGovernor"])
        self._deploy("PerkRegistry", self.address["BrandMembership"], self.address["BrandAccess"])

    def _deploy(self, contract: str, *arguments: Any) -> None:
        built = json.loads((BUILD / f"{contract}.json").read_text())
        entry = next((e for e in built["abi"] if e["type"] == "constructor"), {"inputs": []})
        code = LIBRARY.sub(lambda found: self.address[found[1]].removeprefix("0x"), built["bytecode"])
        receipt = self.transact(self.owner, None, bytes.fromhex(code) + _encode(entry, arguments))
        self.address[contract] = receipt["contractAddress"].lower()

    def _open_for_business(self) -> None:
        for role in (BRAND, ISSUER, GUARDIAN, DROPS):
            self.send("BrandAccess", "grantRole", role, self.owner, 0)
        self._permit(
            "BrandMembership", BRAND, "defineTier", "setTierURI", "reduceTierSupply", "reduceTierRoyalty",
            "setContractURI", "setRenderer", "freezeMetadata", "noticeRevocation", "withdrawRevocation", "revoke",
        )  # fmt: skip
        self._permit("BrandMembership", ISSUER, "issue", "airdrop", "renew")
        self._permit("BrandMembership", DROPS, "changeTier", "sell", "sellTime")
        for role in (ISSUER, DROPS):
            self.send("BrandAccess", "grantRole", role, self.address["MembershipDrops"], 0)
        self._permit("MembershipDrops", BRAND, "allowCurrency", "setTierPrice", "defineDrop", "closeDrop")
        self._permit("PerkRegistry", BRAND, "definePerk", "setPaused")
        for role in ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"):
            self.send("BrandTimelock", "grantRole", keccak(text=role), self.address["BrandGovernor"])
        for units, duration, transferable in ((10, 0, True), (10, 0, False), (30, PERIOD, True)):
            terms = (units, 1000, duration, transferable, 500, self.owner, "Tier")
            self.send("BrandMembership", "defineTier", terms, "ipfs://bafkreitier", "ipfs://bafkreiimage")
        self._open_shop()
        self.send("PerkRegistry", "definePerk", (0, 0, 0, 100, 5, 0, [1]), "ipfs://bafkreiperk")

    def _open_shop(self) -> None:
        """Prices of tiers 1 and 3 in ETH; an ERC-20 of which the buyer has plenty."""
        self.send("MembershipDrops", "setTierPrice", 1, ZERO, 5 * PRICE)
        self.send("MembershipDrops", "setTierPrice", 3, ZERO, PRICE)
        token = self.address["MoodyToken"]
        for signature, arguments in (
            ("mint(address,uint256)", (self.buyer, 10**20)),
            ("approve(address,uint256)", (self.address["MembershipDrops"], 10**20)),
        ):
            data = keccak(text=signature)[:4] + encode(["address", "uint256"], arguments)
            self.transact(self.buyer, token, data)
        self.send("MembershipDrops", "allowCurrency", token, True)
        self.send("MembershipDrops", "setPriceFloor", token, 2)

    def _permit(self, contract: str, role: int, *functions: str) -> None:
        selectors = [
            function_abi_to_4byte_selector(entry)
            for entry in load_abi(contract)
            if entry["type"] == "function" and entry["name"] in functions
        ]
        self.send("BrandAccess", "setTargetFunctionRole", self.address[contract], selectors, role)


def _function(contract: str, name: str) -> dict[str, Any]:
    return next(entry for entry in load_abi(contract) if entry["type"] == "function" and entry["name"] == name)


def _encode(entry: dict[str, Any], arguments: tuple[Any, ...]) -> bytes:
    return encode([collapse_if_tuple(item) for item in entry["inputs"]], arguments)
