"""/v1/status, /v1/brand, /v1/treasury, and what holders of roles do."""

from fastapi import APIRouter, Response

from api.brand import queries
from api.brand.drafts import DRAFTS
from api.brand.schemas import BrandAnswer, Endpoint, Status, StatusAnswer, TreasuryPage
from api.kit.openapi import TABLES, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route
from api.kit.services import ReaderDep, ServicesDep
from api.prepare.actions import add_actions
from symbia.chain.standing import State

TAG = {"name": "brand", "description": "Treasury, roles, and how far the index is"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)
HEALTHY_LAG = 3  # blocks
SILENCE = 30  # seconds without a note of the indexer after which it counts as stopped
_SILENT: tuple[State, ...] = ("stuck", "unreachable", "unknown")


@router.get("/status", summary="How far the index is", responses=problems(*TABLES))
def read_status(services: ServicesDep, response: Response) -> StatusAnswer:
    """Indexed head, chain head, the lag between them, finality, contracts. All of it from the tables, so that this
    answers also when no node does."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        head, contracts = reading.head, queries.contracts(reading)
        content = queries.content(reading, services.settings)
        suspect, audit, endpoints = queries.suspect(reading), queries.audit(reading), queries.endpoints(reading)
    used = next((one for one in endpoints if one.in_use), None)
    reachable = used is not None and _is_heard(used, services.now())
    named = used.head if used is not None and used.head is not None else 0
    chain_head = max(named, head.chain_head, head.block)  # a node that is late is no shorter chain
    lag, node_lag = chain_head - head.block, chain_head - named if named else 0
    final = chain_head - services.settings.finality_depth
    status = Status(
        brand=services.brand(),
        chain_id=head.chain_id,
        contracts=contracts,
        indexed_block=head.block,
        chain_head=chain_head,
        lag=lag,
        node_lag=node_lag,
        node_reachable=reachable,
        finality_depth=services.settings.finality_depth,
        final_block=min(final, head.block) if final >= 0 else None,
        endpoints=endpoints,
        suspect=suspect,
        audit=audit,
        content=content,
        healthy=reachable
        and max(lag, node_lag) <= HEALTHY_LAG
        and used is not None
        and used.state == "ok"
        and suspect is None
        and not (audit and audit.drift),
    )
    return StatusAnswer(as_of=head.as_of(), status=status)


@router.get("/brand", summary="Treasury and roles")
def read_brand(reader: ReaderDep, services: ServicesDep) -> BrandAnswer:
    """The treasury's balance, the timelock, and who may do what."""
    with reader.at_head() as reading:
        return BrandAnswer(as_of=reading.head.as_of(), brand=queries.brand_detail(reading, services.brand()))


@router.get("/treasury", summary="Movements of the treasury, newest first")
def list_treasury(reader: ReaderDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT) -> TreasuryPage:
    """Every payment in and out; their sum is the balance."""
    with reader.at_head() as reading:
        return queries.treasury_page(reading, cursor=cursor, limit=limit)


add_actions(router, "/roles/prepare", DRAFTS)


def _is_heard(endpoint: Endpoint, now: int) -> bool:
    """Whether the indexer runs, and this endpoint answers it. `now` in unix seconds."""
    return now - endpoint.noted_at.timestamp() <= SILENCE and endpoint.state not in _SILENT
