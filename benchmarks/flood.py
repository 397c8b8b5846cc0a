"""Posts bodies to one address, all at the same moment, each through a connection of its own.

    .venv/bin/python -m benchmarks.flood URL < bodies.json

Reads a JSON list of bodies; prints one of `[status, seconds]`, in the order of the bodies, from the moment at which all
were sent to the last byte of each answer. Whoever is told to come back later (503, `Retry-After`) does.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

PATIENCE = 300.0  # seconds for all of them
RETRY_AFTER = re.compile(rb"\r\nretry-after: (\d+)\r\n", re.IGNORECASE)

Answered = tuple[int, float]  # HTTP status and seconds


async def flood(url: str, bodies: Sequence[Any]) -> list[Answered]:
    """Status and wait of each."""
    parts = urlsplit(url)
    connections = [await asyncio.open_connection(parts.hostname, parts.port) for _ in bodies]
    requests = [_request(parts.path, parts.netloc, json.dumps(body).encode()) for body in bodies]
    begun = time.perf_counter()
    for (_, writer), request in zip(connections, requests, strict=True):
        writer.write(request)
    answers = asyncio.gather(
        *(_answer(reader, parts, request, begun) for (reader, _), request in zip(connections, requests, strict=True))
    )
    found = await asyncio.wait_for(answers, PATIENCE)
    for _, writer in connections:
        writer.close()
    return list(found)


def _request(path: str, host: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


async def _answer(reader: asyncio.StreamReader, parts: SplitResult, request: bytes, begun: float) -> Answered:
    while True:
        answer = await reader.read()
        status, later = int(answer.split(b" ", 2)[1]), RETRY_AFTER.search(answer)
        if later is None:
            return status, time.perf_counter() - begun
        await asyncio.sleep(int(later[1]))
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(request)


def main() -> None:
    """Flood the address in the arguments."""
    print(json.dumps(asyncio.run(flood(sys.argv[1], json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
