"""Routes of the API: one thread a request, and for what takes long a turn in a lane first."""

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from api.kit.lanes import Name, in_a_thread
from api.kit.services import Services

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_LANE = "_symbia_lane"


def waits_in(lane: Name) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint, below the decorator that makes it a route: its requests wait for their turn in this lane."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _LANE, lane)
        return endpoint

    return mark


class Route(APIRoute):
    """FastAPI goes to its threads once for each dependency that blocks, for the endpoint, and for its answer: among
    many requests each of them queues again behind all others. Here a request goes there once."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.lane: Name | None = getattr(endpoint, _LANE, None)
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _in_one_thread(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Before its turn a request is received whole, so that whoever sends slowly keeps no place; and it is not
        parsed, so that hundreds that come at once keep nobody waiting who reads."""
        handle, lane = super().get_route_handler(), self.lane
        if lane is None:
            return handle

        async def in_turn(request: Request) -> Response:
            services: Services = request.app.state.services
            try:
                size = len(await request.body())
            except ClientDisconnect as error:
                raise HTTPException(400) from error
            async with services.lanes.of(lane).turn(size):
                return await handle(request)

        return in_turn


def _in_one_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    async def hop(**values: Any) -> Any:
        return await in_a_thread(endpoint, **values)

    return hop
