"""What surrounds every page: whose it is, the block it was read at, how old that is, and whether it can be trusted."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from markupsafe import Markup

from api.reading import AsOf, Head
from api.web.words import say

LAG_SHOWN = 3  # blocks behind the chain from which the page says so; fewer are the ordinary course of things


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand as its deployment file names it. `chain_id` is None when there is no such file."""

    name: str
    chain_id: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """`clock`: unix seconds, the later of the block's and the machine's. `path`: of the request, with its query."""

    brand: str
    chain_id: int | None
    demo: bool
    path: str
    clock: int
    as_of: AsOf | None = None
    age: int = 0  # seconds since the block
    warning: Markup | None = None
    advice: Markup | None = None

    def with_parameter(self, name: str, value: str) -> str:
        """This page's path with one query parameter set."""
        parts = urlsplit(self.path)
        query = [(key, old) for key, old in parse_qsl(parts.query) if key != name]
        return f"{parts.path}?{urlencode([*query, (name, value)])}"


def read_brand(deployment: Path) -> Brand:
    """The brand of a deployment file; without one the page goes by the project's own name."""
    try:
        document = json.loads(deployment.read_text(encoding="utf-8"))
        return Brand(str(document["brand"]) or str(say("frame.unnamed")), int(document["chain_id"]))
    except FileNotFoundError:
        return Brand(str(say("frame.unnamed")), None)


def framed(brand: Brand, *, demo: bool, path: str, head: Head | None, now: int, chain_answers: bool) -> Frame:
    """The frame of a page read at `head`, or of a page about having no head. `now`: unix seconds."""
    if head is None:
        absent = (say("frame.absent"), say("frame.absent_advice"))
        return Frame(brand.name, brand.chain_id, demo, path, now, None, 0, *absent)
    warning = advice = None
    behind = head.chain_head - head.block
    if not chain_answers:
        warning, advice = say("frame.silent"), say("frame.silent_advice")
    elif behind >= LAG_SHOWN:
        warning, advice = say("frame.behind", n=behind), say("frame.behind_advice")
    clock = max(now, head.timestamp)
    return Frame(brand.name, head.chain_id, demo, path, clock, head.as_of(), clock - head.timestamp, warning, advice)
