"""What a node, or what stands in front of it, may do instead of answering as asked: each way with a name, what it
pretends to be, and which answer of ours is right."""

import gzip
import random
from typing import Any, ClassVar

import msgspec

from scripts.local.lying.answers import Answer, Asked, Call, HonestNode, Reply, failed, replied
from symbia.chain.headers import hash_of
from symbia.chain.replies import WireHeader

PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body></html>"
NARROW = 8  # blocks that a gateway stands behind one question
OFTEN, SELDOM = 0.35, 0.1
HEADER, BY_HASH, LOGS = "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getLogs"
RECEIPTS, RECEIPT = "eth_getBlockReceipts", "eth_getTransactionReceipt"


class Mode:
    """The honest one. Others replace what an HTTP request, or one call in it, is answered with.

    `lag`: blocks that it hides so well that whoever asks cannot know of them.
    """

    name = "honest"
    pretends = "nothing"
    right = "follow it"
    lag: ClassVar[int] = 0

    def __init__(self, node: HonestNode, chance: random.Random) -> None:
        self.node = node
        self.chance = chance
        self.requests = 0

    def answer(self, asked: Asked) -> Answer:
        """To an HTTP request."""
        self.requests += 1
        return self.meddle(asked)

    def meddle(self, asked: Asked) -> Answer:
        """The same, for modes that work on whole requests."""
        return asked.answer(self.replies(asked.calls))

    def replies(self, calls: list[Call]) -> list[Reply]:
        """To each call."""
        return [
            self.changed(call, reply) if reply.get("result") is not None else reply
            for call, reply in zip(calls, self.node.replies(calls), strict=True)
        ]

    def changed(self, _call: Call, reply: Reply) -> Reply:
        """For modes that work on single replies; these have a result."""
        return reply


class Late(Mode):
    name = "late-5"
    pretends = "a node that syncs"
    right = "nothing is undone; behind, until its head passes what was seen"
    lag = 5

    def replies(self, calls: list[Call]) -> list[Reply]:
        return [self.node.seen_late(call, self.lag) for call in calls]


class VeryLate(Late):
    name = "late-80"
    pretends = "a node that syncs and is behind the final block"
    lag = 80


class OneOfThree(Mode):
    name = "one-of-three-late"
    pretends = "a balancer that asks three nodes in turn; one is 100 blocks late"
    right = "what the good ones say; nothing is undone"

    def replies(self, calls: list[Call]) -> list[Reply]:
        if self.requests % 3:
            return self.node.replies(calls)
        return [self.node.seen_late(call, 100) for call in calls]


class ByChance(Mode):
    name = "late-by-chance"
    pretends = "a balancer without affinity: 35 of 100 requests meet a node that is 5 late"
    right = "what the good one says; nothing is undone"

    def replies(self, calls: list[Call]) -> list[Reply]:
        if self.chance.random() >= OFTEN:
            return self.node.replies(calls)
        return [self.node.seen_late(call, 5) for call in calls]


class CallByCall(Mode):
    name = "late-call-by-call"
    pretends = "a balancer that also divides batches: each call of one may meet a node that is 5 late"
    right = "what the good one says; nothing is undone"

    def replies(self, calls: list[Call]) -> list[Reply]:
        honest = self.node.replies(calls)
        return [
            self.node.seen_late(call, 5) if self.chance.random() < OFTEN else reply
            for call, reply in zip(calls, honest, strict=True)
        ]


class NullBlocks(Mode):
    name = "null-blocks"
    pretends = "a node that has no block for some numbers below its own head"
    right = "asked again; never read as gone"

    def changed(self, call: Call, reply: Reply) -> Reply:
        null = call["method"] == HEADER and call["params"][0] != "latest" and self.chance.random() < OFTEN
        return replied(call, None) if null else reply


class NullResults(Mode):
    name = "null-results"
    pretends = "a node that answers one of ten calls with null"
    right = "asked again; never read as gone"

    def changed(self, call: Call, reply: Reply) -> Reply:
        return replied(call, None) if self.chance.random() < SELDOM else reply


class Wide500(Mode):
    """Below: the same with other statuses and bodies."""

    name = "wide-500"
    pretends = "a server that fails over a wide range of logs"
    right = "a smaller range"
    status = 500
    body = b"Internal Server Error"

    def meddle(self, asked: Asked) -> Answer:
        if asked.widest > NARROW:
            return Answer(self.body, self.status)
        return super().meddle(asked)


class Wide502(Wide500):
    name = "wide-502"
    pretends = "a gateway whose server breaks over a wide range"
    status, body = 502, PAGE


class Wide503(Wide500):
    name = "wide-503"
    pretends = "a gateway that is overloaded by a wide range"
    status, body = 503, b""


class Wide504(Wide500):
    name = "wide-504"
    pretends = "a gateway whose server takes too long over a wide range, and says so in JSON"
    status, body = 504, b'{"message": "Endpoint request timed out"}'


class Wide500Rpc(Wide500):
    name = "wide-500-json-rpc"
    pretends = "a node that says in JSON-RPC why it fails with 500 over a wide range"
    body = b'{"jsonrpc":"2.0","id":0,"error":{"code":-32603,"message":"query timeout exceeded"}}'


class UnknownWords(Mode):
    name = "refusal-in-unknown-words"
    pretends = "a vendor that refuses wide ranges in words that nobody knows"
    right = "a smaller range"

    def meddle(self, asked: Asked) -> Answer:
        if asked.widest > NARROW:
            return asked.failure({"code": -32000, "message": "nein, danke"})
        return super().meddle(asked)


class Throttled(Mode):
    name = "status-429"
    pretends = "a vendor's rate limit"
    right = "waited for, as long as it asks; throttled"

    def meddle(self, asked: Asked) -> Answer:
        if self.chance.random() < OFTEN:
            return Answer(b"Too Many Requests", 429, {"retry-after": "0"})
        return super().meddle(asked)


class ThrottledAlways(Mode):
    name = "status-429-always"
    pretends = "a vendor whose quota is used up"
    right = "waited for; throttled"

    def meddle(self, _asked: Asked) -> Answer:
        return Answer(b"Too Many Requests", 429)


class ThrottledInJson(Mode):
    name = "429-in-200"
    pretends = "a vendor's rate limit, told as an error of JSON-RPC with status 200"
    right = "waited for; throttled"
    error: ClassVar[dict[str, Any]] = {"code": 429, "message": "exceeded its compute units per second capacity"}

    def meddle(self, asked: Asked) -> Answer:
        return asked.failure(self.error) if self.chance.random() < OFTEN else super().meddle(asked)


class ThrottledInBatch(Mode):
    name = "429-in-batch"
    pretends = "a rate limit that counts the calls of a batch"
    right = "waited for; throttled"

    def replies(self, calls: list[Call]) -> list[Reply]:
        limited = len(calls) > 1 and self.chance.random() < OFTEN
        honest = super().replies(calls)
        return [*honest[:-1], failed(calls[-1], ThrottledInJson.error)] if limited else honest


class LongRetryAfter(Mode):
    name = "retry-after-long"
    pretends = "a rate limit that asks for an hour"
    right = "asked again after a minute at most; throttled"

    def meddle(self, _asked: Asked) -> Answer:
        return Answer(b"", 429, {"retry-after": "3600"})


class Page(Mode):
    name = "page-200"
    pretends = "a gateway's page with status 200"
    right = "waited for, like a node that is gone"

    def meddle(self, asked: Asked) -> Answer:
        if self.chance.random() < OFTEN:
            return Answer(PAGE, headers={"content-type": "text/html"})
        return super().meddle(asked)


class PageAlways(Mode):
    name = "page-200-always"
    pretends = "a gateway in front of a node that is gone, with status 200"
    right = "waited for; unreachable"

    def meddle(self, _asked: Asked) -> Answer:
        return Answer(PAGE, headers={"content-type": "text/html"})


class Empty(Mode):
    name = "empty-200"
    pretends = "a gateway that lost the body"
    right = "asked again"

    def meddle(self, asked: Asked) -> Answer:
        return Answer() if self.chance.random() < OFTEN else super().meddle(asked)


class Drips(Mode):
    name = "drips"
    pretends = "a connection that brings a byte now and then"
    right = "given up after the time for one answer; stuck"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        answer.drip = 0.3 if self.chance.random() < SELDOM else 0.0
        return answer


class DripsAlways(Mode):
    name = "drips-always"
    pretends = "the same, every time"
    right = "waited for; stuck"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        answer.drip = 0.3
        return answer


class Slow(Mode):
    name = "slow"
    pretends = "a node far away"
    right = "follow it, slowly"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        answer.delay = 0.1
        return answer


class Cut(Mode):
    name = "cut-body"
    pretends = "a connection that breaks within the body"
    right = "asked again"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        answer.cut_at = self.chance.randrange(len(answer.body)) if self.chance.random() < OFTEN else None
        return answer


class CutJson(Mode):
    name = "cut-json"
    pretends = "a gateway that cuts a body and says that it is whole"
    right = "asked again"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        if self.chance.random() < OFTEN:
            answer.body = answer.body[: self.chance.randrange(len(answer.body))]
        return answer


class BrokenGzip(Mode):
    name = "gzip-broken"
    pretends = "a gateway that says gzip and sends something else"
    right = "asked again"

    def meddle(self, asked: Asked) -> Answer:
        answer = super().meddle(asked)
        if self.chance.random() < OFTEN:
            answer.headers |= {"content-encoding": "gzip"}
            answer.body = gzip.compress(answer.body)[:-6][::-1]
        return answer


class HangUp(Mode):
    name = "hang-up"
    pretends = "a server that closes connections"
    right = "asked again"

    def meddle(self, asked: Asked) -> Answer:
        return Answer(hangs_up=True) if self.chance.random() < OFTEN else super().meddle(asked)


class StringIds(Mode):
    name = "string-ids"
    pretends = "a gateway that writes ids as text"
    right = "follow it"

    def meddle(self, asked: Asked) -> Answer:
        return asked.answer([reply | {"id": str(reply["id"])} for reply in self.replies(asked.calls)])


class OutOfOrder(Mode):
    name = "batch-out-of-order"
    pretends = "a gateway that answers batches in any order"
    right = "follow it"

    def meddle(self, asked: Asked) -> Answer:
        replies = self.replies(asked.calls)
        self.chance.shuffle(replies)
        return asked.answer(replies)


class ShortBatch(Mode):
    name = "batch-short"
    pretends = "a gateway that loses an answer of a batch"
    right = "asked again, in smaller batches"

    def meddle(self, asked: Asked) -> Answer:
        replies = self.replies(asked.calls)
        if len(replies) > 1 and self.chance.random() < OFTEN:
            replies.pop(self.chance.randrange(len(replies)))
        return asked.answer(replies)


class SmallBatches(Mode):
    name = "batch-413"
    pretends = "a gateway that takes batches of 10 at most, and says 413"
    right = "smaller batches"

    def meddle(self, asked: Asked) -> Answer:
        return Answer(PAGE, 413) if len(asked.calls) > 10 else super().meddle(asked)


class BatchGivesUp(Mode):
    name = "batch-502"
    pretends = "a gateway whose server breaks over large batches"
    right = "smaller batches"

    def meddle(self, asked: Asked) -> Answer:
        return Answer(PAGE, 502) if len(asked.calls) > 10 else super().meddle(asked)


class TextForNumbers(Mode):
    name = "text-for-numbers"
    pretends = "a node that writes words where numbers should be"
    right = "said, and asked again"

    def changed(self, call: Call, reply: Reply) -> Reply:
        if self.chance.random() >= SELDOM:
            return reply
        word, result = self.chance.choice(("twelve", "0x", "", "0xzz", "latest")), reply["result"]
        if isinstance(result, dict):
            return replied(call, result | {self.chance.choice(("number", "timestamp", "logsBloom", "hash")): word})
        if isinstance(result, list) and result and "logIndex" in result[0]:
            name = self.chance.choice(("logIndex", "blockNumber", "data", "transactionHash"))
            return replied(call, [result[0] | {name: word}, *result[1:]])
        return replied(call, word)


class NumbersForText(Mode):
    name = "numbers-for-text"
    pretends = "a node that writes numbers of JSON where hexadecimal should be"
    right = "said, and asked again"

    def changed(self, call: Call, reply: Reply) -> Reply:
        result = reply["result"]
        if self.chance.random() >= SELDOM or not isinstance(result, str | dict):
            return reply
        return replied(call, 12 if isinstance(result, str) else result | {"number": 12})


class UpperCase(Mode):
    name = "upper-case"
    pretends = "a node that writes hexadecimal in capitals"
    right = "follow it"

    def changed(self, call: Call, reply: Reply) -> Reply:
        return replied(call, _shouted(reply["result"]))


class TwiceAndReversed(Mode):
    name = "logs-twice-and-reversed"
    pretends = "a node whose index of logs has doubles and no order"
    right = "each log once, in order"

    def changed(self, call: Call, reply: Reply) -> Reply:
        return replied(call, (reply["result"] * 2)[::-1]) if call["method"] == LOGS else reply


class MissingLogs(Mode):
    name = "logs-missing"
    pretends = "a node whose index of logs leaves out some, so that the header's filter says more"
    right = "read again by the block's hash, then by its receipts"

    def changed(self, call: Call, reply: Reply) -> Reply:
        if call["method"] != LOGS:
            return reply
        return replied(call, [log for log in reply["result"] if self.chance.random() > OFTEN])


class LastLogs(Mode):
    name = "last-logs-missing-near-the-head"
    pretends = "a node whose index of logs lacks the last log of each young block, which the filter may not show"
    right = "young blocks are read by their receipts"

    def changed(self, call: Call, reply: Reply) -> Reply:
        if call["method"] != LOGS:
            return reply
        young, last = self.node.head() - 16, dict[str, str]()
        for log in reply["result"]:
            last[log["blockHash"]] = max(last.get(log["blockHash"], "0x0"), log["logIndex"], key=_hex)
        return replied(
            call,
            [
                log
                for log in reply["result"]
                if _hex(log["blockNumber"]) <= young or log["logIndex"] != last[log["blockHash"]]
            ],
        )


class ReceiptsMissing(Mode):
    name = "receipts-missing"
    pretends = "a node that loses receipts of some blocks"
    right = "asked again"

    def changed(self, call: Call, reply: Reply) -> Reply:
        if call["method"] not in (RECEIPTS, RECEIPT) or self.chance.random() >= OFTEN:
            return reply
        return replied(call, reply["result"][:-1] if call["method"] == RECEIPTS else None)


class NoBlockReceipts(Mode):
    name = "no-block-receipts"
    pretends = "a node that does not know eth_getBlockReceipts"
    right = "receipts one by one"

    def changed(self, call: Call, reply: Reply) -> Reply:
        error = {"code": -32601, "message": "the method eth_getBlockReceipts does not exist/is not available"}
        return failed(call, error) if call["method"] == RECEIPTS else reply


class LogsOmitted(Mode):
    name = "logs-omitted-everywhere"
    pretends = "a node that leaves out the first log of young blocks in logs and receipts alike"
    right = "the index stops in front of the block; suspect"

    def changed(self, call: Call, reply: Reply) -> Reply:
        young = self.node.head() - 8
        if call["method"] == LOGS:
            return replied(call, [log for log in reply["result"] if not _first_of_young(log, young)])
        if call["method"] == RECEIPTS:
            return replied(call, [_without_first(receipt, young) for receipt in reply["result"]])
        return replied(call, _without_first(reply["result"], young)) if call["method"] == RECEIPT else reply


class OtherFields(Mode):
    name = "header-other-fields"
    pretends = "a node, or a cache, whose headers hold fields of other blocks"
    right = "not believed, for the fields do not give the hash; asked again"

    def changed(self, call: Call, reply: Reply) -> Reply:
        if call["method"] != HEADER or self.chance.random() >= SELDOM:
            return reply
        field, value = self.chance.choice((("timestamp", "0x7b"), ("logsBloom", "0x" + "00" * 256)))
        return replied(call, reply["result"] | {field: value})


class OtherChain(Mode):
    name = "other-chain-id"
    pretends = "an endpoint whose name leads to another chain now and then"
    right = "not believed"

    def changed(self, call: Call, reply: Reply) -> Reply:
        return replied(call, hex(1)) if call["method"] == "eth_chainId" and self.chance.random() < OFTEN else reply


class MovedWithinBatch(Mode):
    name = "moved-within-batch"
    pretends = "a chain that is replaced between two calls of one batch: the second half is of another history"
    right = "asked again; nothing is undone"

    def replies(self, calls: list[Call]) -> list[Reply]:
        replies = self.node.replies(calls)
        if len(calls) > 1 and self.chance.random() < OFTEN:
            half = len(calls) // 2
            replies[half:] = [
                _of_another_history(call, reply) for call, reply in zip(calls[half:], replies[half:], strict=True)
            ]
        return replies


def _hex(number: str) -> int:
    return int(number, 16)


def _shouted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shouted(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shouted(one) for one in value]
    return "0x" + value[2:].upper() if isinstance(value, str) and value.startswith("0x") else value


def _first_of_young(log: dict[str, Any], young: int) -> bool:
    return _hex(log["logIndex"]) == 0 and _hex(log["blockNumber"]) > young


def _without_first(receipt: dict[str, Any], young: int) -> dict[str, Any]:
    return receipt | {"logs": [log for log in receipt["logs"] if not _first_of_young(log, young)]}


def _of_another_history(call: Call, reply: Reply) -> Reply:
    if call["method"] in (BY_HASH, RECEIPTS):
        return replied(call, None)
    if call["method"] != HEADER or reply.get("result") is None:
        return reply
    header = reply["result"] | {"extraData": "0x07"}
    return replied(call, header | {"hash": hash_of(msgspec.convert(header, WireHeader))})


def _all(mode: type[Mode]) -> list[type[Mode]]:
    return [mode, *(found for child in mode.__subclasses__() for found in _all(child))]


MODES: dict[str, type[Mode]] = {mode.name: mode for mode in _all(Mode)}
