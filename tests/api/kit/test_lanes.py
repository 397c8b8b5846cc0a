"""Who waits for whom: turns, queues, and what stays quick while others wait."""

import asyncio
import inspect
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from anyio import to_thread
from fastapi.routing import APIRoute

from api.kit.chain import Chain
from api.kit.lanes import PLACES, QUEUED_BYTES, Lane, Lanes, Pace, has_turn, in_a_thread
from api.kit.problems import ProblemError
from api.kit.routing import Route
from symbia.text import Text
from symbia.words import word
from tests.api.conftest import account

BUSY = "kit.lanes.node"
MANY = 60  # more than there are threads for readers


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 60))


async def served(lane: Lane, count: int) -> tuple[list[int], int]:
    """In which order so many requests that came one after the other had their turns, and how many had one at once."""
    order: list[int] = []
    inside = most = 0

    async def one(number: int) -> None:
        nonlocal inside, most
        async with lane.turn():
            order.append(number)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001 * (number % 3))
            inside -= 1

    await asyncio.gather(*(one(number) for number in range(count)))
    return order, most


@pytest.mark.parametrize("places", [1, 2, 8])
def test_turns_are_given_in_the_order_of_arrival(places: int) -> None:
    order, most = run(served(Lane(BUSY, places), 50))
    assert (order, most) == (list(range(50)), places)


def test_the_first_is_done_long_before_the_last_begins() -> None:
    async def work() -> list[str]:
        lane, seen = Lane(BUSY, 2), list[str]()

        async def one(number: int) -> None:
            async with lane.turn():
                seen.append(f"{number} begins")
                await in_a_thread(threading.Event().wait, 0.001)
                seen.append(f"{number} ends")

        await asyncio.gather(*(one(number) for number in range(20)))
        return seen

    seen = run(work())
    assert seen.index("0 ends") < seen.index("3 begins") < seen.index("19 begins")


def refused(error: ProblemError) -> None:
    assert (error.code, error.status, error.headers) == ("busy", 503, {"Retry-After": "5"})
    assert "Send it again in 5 seconds" in word(error.text)


@pytest.mark.parametrize(("queue", "size"), [(3, 0), (1_000, QUEUED_BYTES // 3)])
def test_beyond_the_queue_one_is_told_when_to_come_back(queue: int, size: int) -> None:
    async def work() -> None:
        lane, end = Lane(BUSY, 1, queue), asyncio.Event()

        async def one() -> None:
            async with lane.turn(size):
                await end.wait()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(4):  # one with a turn, three that wait
                tasks.create_task(one())
            await asyncio.sleep(0)
            assert lane.waiting == 3
            with pytest.raises(ProblemError) as caught:
                await one()
            refused(caught.value)
            end.set()
        await one()
        assert lane.waiting == 0

    run(work())


def test_a_large_request_does_not_wait_where_nobody_does() -> None:
    async def work() -> None:
        async with Lane(BUSY, 1).turn(2 * QUEUED_BYTES):
            pass

    run(work())


def test_nobody_waits_for_ever() -> None:
    async def work() -> None:
        lane = Lane(BUSY, 1, longest=0.01)
        async with lane.turn():
            with pytest.raises(ProblemError) as caught:
                async with lane.turn():
                    pytest.fail("two at a time")
            refused(caught.value)
        async with lane.turn():
            assert lane.waiting == 0

    run(work())


@pytest.mark.parametrize("failure", [RuntimeError, asyncio.CancelledError])
def test_whoever_fails_gives_the_place_back(failure: type[BaseException]) -> None:
    async def work() -> None:
        lane = Lane(BUSY, 1)
        with pytest.raises(failure):
            async with lane.turn():
                raise failure
        async with lane.turn():
            assert has_turn()
        assert not has_turn()

    run(work())


def test_whoever_leaves_the_queue_holds_nobody_up() -> None:
    async def work() -> None:
        lane, end = Lane(BUSY, 1), asyncio.Event()

        async def one() -> None:
            async with lane.turn():
                await end.wait()

        first, second, third = (asyncio.create_task(one()) for _ in range(3))
        await asyncio.sleep(0)
        second.cancel()
        end.set()
        await asyncio.gather(first, third)
        assert second.cancelled()
        assert lane.waiting == 0

    run(work())


def test_a_turn_has_threads_of_its_own() -> None:
    """As many as there are turns; none of those that readers share."""

    async def work() -> None:
        lane, end = Lane(BUSY, 2), threading.Event()

        async def one() -> bool:
            async with lane.turn():
                await in_a_thread(end.wait)
                return await in_a_thread(has_turn)

        held = [asyncio.create_task(one()) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert to_thread.current_default_thread_limiter().borrowed_tokens == 0
        assert not await in_a_thread(has_turn)
        end.set()
        assert await asyncio.gather(*held) == [True, True]

    run(work())


def routes_of(app: Any) -> Iterator[APIRoute]:
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from (one for one in route.original_router.routes if isinstance(one, APIRoute))


def calls_of(dependant: Any) -> Iterator[Any]:
    for other in dependant.dependencies:
        yield other.call
        yield from calls_of(other)


def test_no_route_goes_to_threads_twice(client: Any) -> None:
    """FastAPI runs a function that is no coroutine in a thread: each dependency, and the endpoint."""
    routes = [route for route in routes_of(client.app) if not route.path.startswith("/docs")]
    assert len(routes) > 80
    assert [route.path for route in routes if not isinstance(route, Route)] == []
    for route in routes:
        for call in (route.dependant.call, *calls_of(route.dependant)):
            function = call if inspect.isroutine(call) else type(call).__call__
            assert inspect.iscoroutinefunction(function), (route.path, call)


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/v1/proposals/1", {}),
        ("GET", "/v1/members?limit=1", {}),
        ("GET", "/proposals/1", {}),
        ("POST", "/v1/content", {"content": b"x"}),
        ("POST", "/v1/ballots/typed-data", {"json": {"account": account(1), "proposal": 1, "choice": "for"}}),
        ("POST", "/v1/vouchers/prepare", {"json": {"vouchers": []}}),
    ],
)
def test_a_request_goes_to_a_thread_once(
    open_vote: Any, client: Any, monkeypatch: pytest.MonkeyPatch, method: str, path: str, options: Any
) -> None:
    hops: list[str] = []
    hop = to_thread.run_sync

    async def counted(call: Any, *arguments: Any, **named: Any) -> Any:
        hops.append(repr(call))
        return await hop(call, *arguments, **named)

    monkeypatch.setattr("anyio.to_thread.run_sync", counted)
    monkeypatch.setattr("api.kit.lanes.to_thread.run_sync", counted)
    client.ask(method, path, **options)
    assert len(hops) <= 1, hops


@pytest.fixture
def open_vote(brand: Any) -> Any:
    """A proposal that is open, and a member."""
    brand.tier()
    brand.issue(account(1))
    brand.proposal()
    brand.head()
    return brand


class Silent:
    """A node that takes questions and answers none until the test is over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.over, self.all_asking = threading.Event(), threading.Event()

        def ask(*_: Any, **__: Any) -> Any:
            self.asked += 1
            if self.asked == PLACES:
                self.all_asking.set()
            self.over.wait(30)
            raise ProblemError("internal_error", Text("kit.internal"))

        for name in ("head", "require", "balance", "has_code", "has_key", "codes", "call", "simulate", "newest"):
            monkeypatch.setattr(Chain, name, ask)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    node = Silent(monkeypatch)
    yield node
    node.over.set()


ASKING = [
    ("/v1/ballots/typed-data", {"account": account(1), "proposal": 1, "choice": "for"}),
    ("/v1/ballots/prepare", {"account": account(1), "proposal": 1, "choice": "for"}),
    ("/v1/memberships/prepare/burn", {"account": account(1), "token_id": 1}),
    ("/v1/perks/1/redemptions/prepare", {"account": account(1), "token_id": 1}),
]


@pytest.mark.parametrize(("path", "body"), ASKING)
def test_readers_do_not_wait_for_those_who_wait_for_the_node(
    open_vote: Any, client: Any, silent: Silent, path: str, body: dict[str, Any]
) -> None:
    open_vote.perk()

    async def work() -> None:
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://symbia.test") as asking:
            waiting = [asyncio.create_task(asking.post(path, json=body)) for _ in range(MANY)]
            await asyncio.to_thread(silent.all_asking.wait, 30)
            for read in ("/v1/proposals/1", "/v1/status", "/v1/members", "/v1/relay", "/v1/tiers"):
                answer = await asyncio.wait_for(asking.get(read), 20)
                assert answer.status_code in (200, 404), answer.text
            assert (await asyncio.wait_for(asking.post("/v1/content", content=b"x"), 20)).status_code == 201
            assert silent.asked == PLACES
            assert not any(one.done() for one in waiting)
            silent.over.set()
            assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {500}
            assert silent.asked >= MANY

    run(work())


def test_what_finds_no_place_is_told_so_and_nothing_of_it_is_lost(open_vote: Any, client: Any, silent: Silent) -> None:
    app = client.app
    app.state.services = replace(app.state.services, lanes=Lanes(node=Lane(BUSY, 2, queue=5)))

    async def work() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://symbia.test") as asking:
            path, body = ASKING[0]
            sent = [asyncio.create_task(asking.post(path, json=body)) for _ in range(10)]
            await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
            silent.over.set()
            return await asyncio.gather(*sent)

    answers = run(work())
    busy = [answer for answer in answers if answer.status_code == 503]
    assert [answer.status_code for answer in answers if answer not in busy] == [500] * 7
    assert len(busy) == 3
    for answer in busy:
        assert (answer.json()["code"], answer.headers["retry-after"]) == ("busy", "5")
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_comes_slowly_keeps_no_place(open_vote: Any, client: Any, silent: Silent) -> None:
    """Whoever sends a byte now and then would else hold a place for as long as that takes."""
    silent.over.set()
    app = client.app
    app.state.services = replace(app.state.services, lanes=Lanes(node=Lane(BUSY, 1)))
    path, body = ASKING[0]

    async def work() -> None:
        end = asyncio.Event()

        async def slowly() -> Any:
            yield b'{"account": '
            await end.wait()
            yield b'"nobody"}'

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://symbia.test") as asking:
            header = {"Content-Type": "application/json"}
            slow = asyncio.create_task(asking.post(path, content=slowly(), headers=header))
            await asyncio.sleep(0.05)
            quick = await asyncio.wait_for(asking.post(path, json=body), 20)
            assert quick.status_code == 500  # it had its turn: the node failed
            assert not slow.done()
            end.set()
            assert (await slow).status_code == 422

    run(work())


def test_status_asks_no_node(open_vote: Any, client: Any, silent: Silent) -> None:
    assert client.get("/v1/status").status_code == 200
    assert silent.asked == 0


def test_of_many_that_come_at_once_one_begins_in_each_round() -> None:
    """So that a reader who comes after them is not behind them."""

    async def work() -> list[str]:
        begun: list[str] = []

        async def app(scope: Any, _receive: Any, _send: Any) -> None:
            begun.append(scope["path"])

        pace = Pace(app)

        async def ask(method: str, path: str) -> None:
            await pace({"type": "http", "method": method, "path": path}, None, None)  # type: ignore[arg-type]

        many = [asyncio.create_task(ask("POST", str(number))) for number in range(100)]
        await asyncio.sleep(0)
        await ask("GET", "read")
        await asyncio.gather(*many)
        return begun

    begun = run(work())
    assert begun.index("read") < 3
    assert [path for path in begun if path != "read"] == [str(number) for number in range(100)]


def test_every_app_keeps_pace(client: Any) -> None:
    assert client.app.user_middleware[0].cls is Pace
