"""A busy chain told over and over: as many blocks and logs as wanted, from a node that holds few.

python -m benchmarks.long_chain NODE_URL START_BLOCK TIMES serves one on a free port, which it prints, until its
standard input closes. Each telling of a block has a number and a time of its own, and the hash that its fields then
give; its logs say the same as before, so tables that are keyed by what a log says do not grow, and those keyed by where
it stood do.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import msgspec

from scripts.local.ganache import HOST
from scripts.local.posts import PostServer
from symbia.chain.headers import hash_of
from symbia.chain.replies import WireHeader

ROOT = Path(__file__).resolve().parent.parent
Call = dict[str, Any]


@contextmanager
def told(url: str, start_block: int, times: int) -> Iterator[str]:
    """URL of a node whose chain goes through the blocks from `start_block` on so many times."""
    command = [sys.executable, "-m", "benchmarks.long_chain", url, str(start_block), str(times)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        port = "" if process.stdout is None else process.stdout.readline().strip()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            process.communicate()


class LongChain:
    """Answers the questions an indexer asks, out of those of a node."""

    def __init__(self, url: str, start: int, times: int) -> None:
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self._start = start
        self._end = int(self._ask("eth_blockNumber"), 16)
        self._span = self._end - start + 1
        self._last = start + times * self._span - 1
        blocks = [self._ask("eth_getBlockByNumber", hex(number), False) for number in range(start, self._end + 1)]
        self._seconds = int(blocks[-1]["timestamp"], 16) - int(blocks[0]["timestamp"], 16) + 1
        self._hashes = self._tell(blocks, times)
        self._numbers = {name: start + place for place, name in enumerate(self._hashes)}

    def _tell(self, blocks: list[Call], times: int) -> list[str]:
        """The hashes of all blocks from the first one on."""
        hashes = [str(block["hash"]) for block in blocks]
        for telling in range(1, times):
            for block in blocks:
                header = self._moved(block, telling) | {"parentHash": hashes[-1]}
                hashes.append(str(hash_of(msgspec.convert(header, WireHeader))))
        return hashes

    def answer(self, body: bytes) -> bytes:
        """The answer to a call or to a batch."""
        asked: Call | list[Call] = msgspec.json.decode(body)
        return msgspec.json.encode(
            [self._reply(one) for one in asked] if isinstance(asked, list) else self._reply(asked)
        )

    def _reply(self, call: Call) -> Call:
        method, params = call["method"], call["params"]
        answered = getattr(self, f"_{method}", None)
        result = answered(*params) if answered else self._ask(method, *params)
        return {"jsonrpc": "2.0", "id": call["id"], "result": result}

    def _ask(self, method: str, *params: Any) -> Any:
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return msgspec.json.decode(self._client.post("", json=question).content)["result"]

    def _eth_getBlockByNumber(self, number: str, _: bool) -> Call | None:  # noqa: N802
        wanted = self._last if number == "latest" else int(number, 16)
        if wanted > self._last:
            return None
        return self._block(wanted)

    def _eth_getBlockByHash(self, name: str, _: bool) -> Call:  # noqa: N802
        return self._block(self._numbers[name])

    def _eth_getBlockReceipts(self, name: str) -> list[Call]:  # noqa: N802
        base, telling = self._base(self._numbers[name])
        receipts: list[Call] = self._ask("eth_getBlockReceipts", hex(base))
        for receipt in receipts:
            self._logs(receipt["logs"], telling)
        return receipts

    def _eth_getLogs(self, wanted: Call) -> list[Call]:  # noqa: N802
        if "blockHash" in wanted:
            number = hex(self._numbers[wanted["blockHash"]])
            by_number = {name: value for name, value in wanted.items() if name != "blockHash"}
            return self._eth_getLogs(by_number | {"fromBlock": number, "toBlock": number})
        found: list[Call] = []
        first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
        while first <= last:
            base, telling = self._base(first)
            blocks = min(last - first, self._end - base)
            part = wanted | {"fromBlock": hex(base), "toBlock": hex(base + blocks)}
            found += self._logs(self._ask("eth_getLogs", part), telling)
            first += blocks + 1
        return found

    def _base(self, number: int) -> tuple[int, int]:
        """Where a block stands at the node, and which telling it is of; blocks before the first are all there."""
        if number < self._start:
            return number, 0
        telling, place = divmod(number - self._start, self._span)
        return self._start + place, telling

    def _block(self, number: int) -> Call:
        base, telling = self._base(number)
        block: Call = self._ask("eth_getBlockByNumber", hex(base), False)
        if not telling:
            self._numbers[block["hash"]] = number  # those before the first are not among the told
            return block
        place = number - self._start
        return self._moved(block, telling) | {"hash": self._hashes[place], "parentHash": self._hashes[place - 1]}

    def _moved(self, block: Call, telling: int) -> Call:
        return block | {
            "number": hex(int(block["number"], 16) + telling * self._span),
            "timestamp": hex(int(block["timestamp"], 16) + telling * self._seconds),
        }

    def _logs(self, logs: list[Call], telling: int) -> list[Call]:
        for log in logs:
            number = int(log["blockNumber"], 16) + telling * self._span
            log["blockHash"] = self._hashes[number - self._start] if telling else log["blockHash"]
            log["blockNumber"] = hex(number)
        return logs


def main(arguments: Sequence[str]) -> int:
    """Serve until standard input closes."""
    url, start, times = arguments
    chain = LongChain(url, int(start), int(times))
    server = PostServer(chain.answer)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
