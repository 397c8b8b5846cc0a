"""/v1/status, /v1/brand, /v1/treasury, and what holders of roles do."""

from fastapi import APIRouter, Response

from api.brand import queries
from api.brand.drafts import DRAFTS
from api.brand.schemas import BrandAnswer, Status, StatusAnswer, TreasuryPage
from api.kit.openapi import TABLES, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.services import ReaderDep, Services, ServicesDep
from api.prepare.actions import add_actions

TAG = {"name": "brand", "description": "Treasury, roles, and how far the index is"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]])
HEALTHY_LAG = 3  # blocks


@router.get("/status", summary="How far the index is", responses=problems(*TABLES))
def read_status(services: ServicesDep, response: Response) -> StatusAnswer:
    """Indexed head, chain head, the lag between them, finality, contracts."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        head, contracts = reading.head, queries.contracts(reading)
        suspect, audit, endpoints = queries.suspect(reading), queries.audit(reading), queries.endpoints(reading)
    reachable, named = _chain_head(services, head)
    chain_head = max(named, head.chain_head, head.block)  # a node that is late is no shorter chain
    lag, node_lag = chain_head - head.block, chain_head - named
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
        healthy=reachable
        and max(lag, node_lag) <= HEALTHY_LAG
        and all(one.state == "ok" for one in endpoints if one.in_use)
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


def _chain_head(services: Services, head: Head) -> tuple[bool, int]:
    try:
        return True, services.chain.head()
    except ProblemError:
        return False, head.chain_head
