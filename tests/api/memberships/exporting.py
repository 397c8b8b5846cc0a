"""A process that exports everything in a database and says how that went: `python -m ... URL`, JSON on stdout."""

import asyncio
import hashlib
import json
import resource
import sys
from typing import Any

import httpx

from api.app import create_app
from symbia.settings import Settings
from tests.api.memberships.many import holder

PATIENCE = 300.0  # seconds


class Download:
    """Reads an export as it comes: lines, bytes, and a checksum of ids and holders."""

    def __init__(self) -> None:
        self.lines = 0
        self.found = hashlib.sha256()

    async def read(self, answer: httpx.Response) -> None:
        async for line in answer.aiter_lines():
            row = json.loads(line)
            self.found.update(f"{row['token_id']} {row['holder'].lower()}\n".encode())
            self.lines += 1


class Stream(httpx.AsyncBaseTransport):
    """ASGI without httpx's own, which keeps a whole answer in memory."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        chunks: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=2)
        started: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                started.set_result(message)
                return
            await chunks.put(message.get("body", b""))
            if not message.get("more_body"):
                await chunks.put(None)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "headers": [],
            "path": request.url.path, "raw_path": request.url.raw_path, "query_string": request.url.query,
            "scheme": "http", "server": ("symbia.test", 80), "client": ("127.0.0.1", 1), "root_path": "",
        }  # fmt: skip
        task = asyncio.create_task(self.app(scope, receive, send))
        start = await started

        async def body() -> Any:
            while (chunk := await chunks.get()) is not None:
                yield chunk
            await task

        return httpx.Response(start["status"], headers=start["headers"], content=body())


def peak() -> int:
    """Most memory this process ever held, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def export(url: str) -> dict[str, Any]:
    """Export everything once, after a warm-up on nothing."""
    app = create_app(Settings(database_url=url, rate_limit="", rpc_url="http://127.0.0.1:1"))
    async with httpx.AsyncClient(transport=Stream(app), base_url="http://symbia.test", timeout=PATIENCE) as client:
        await client.get("/v1/memberships/export?format=jsonl&tier=1&holder=" + holder(1))
        before, download = peak(), Download()
        async with client.stream("GET", "/v1/memberships/export?format=jsonl") as answer:
            await download.read(answer)
    app.state.services.close()
    return {
        "lines": download.lines,
        "digest": download.found.hexdigest(),
        "block": answer.headers["symbia-block"],
        "grown": peak() - before,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(export(sys.argv[1]))))
