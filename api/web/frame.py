"""What surrounds every page: whose it is, the block it was read at, how old that is, and whether it can be trusted."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from api.kit.reading import AsOf, Head
from symbia.text import Text
from symbia.words import word

UNNAMED = Text("frame.unnamed")

LAG_SHOWN = 4  # blocks behind the chain from which the page says so; fewer are the ordinary course of things


@dataclass(frozen=True, slots=True)
class Frame:
    """`path`: of the request, with its query. `clock`: unix seconds, the later of the block's and the machine's."""

    brand: str
    demo: bool
    path: str
    clock: int
    chain_id: int | None = None
    as_of: AsOf | None = None
    age: int = 0  # seconds since the block
    warning: Text | None = None
    advice: Text | None = None

    def with_parameter(self, name: str, value: str) -> str:
        """This page's path with one query parameter set."""
        parts = urlsplit(self.path)
        query = [(key, old) for key, old in parse_qsl(parts.query) if key != name]
        return f"{parts.path}?{urlencode([*query, (name, value)])}"


def frame_without_head(brand: str | None, *, demo: bool, path: str, now: int) -> Frame:
    """For a page that could not be read. `now`: unix seconds."""
    return Frame(brand or word(UNNAMED), demo, path, now)


def frame_at(head: Head, brand: str | None, *, demo: bool, path: str, now: int, chain_block: int | None) -> Frame:
    """For a page read at `head`. `chain_block`: the node's newest block, None when it does not answer."""
    warning = advice = None
    behind = max(chain_block or 0, head.chain_head) - head.block
    if chain_block is None:
        warning, advice = Text("frame.silent"), Text("frame.silent_advice")
    elif behind >= LAG_SHOWN:
        warning, advice = Text.of("frame.behind", n=behind), Text("frame.behind_advice")
    clock = max(now, head.timestamp)
    return Frame(
        brand=brand or word(UNNAMED),
        demo=demo,
        path=path,
        clock=clock,
        chain_id=head.chain_id,
        as_of=head.as_of(),
        age=clock - head.timestamp,
        warning=warning,
        advice=advice,
    )
