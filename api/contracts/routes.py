"""/v1/contracts."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.contracts import queries
from api.contracts.code import with_code
from api.contracts.schemas import BrandContractAnswer, BrandContractDetail, BrandContractList
from api.kit.openapi import TABLES, problems
from api.kit.routing import Route, waits_in
from api.kit.services import ServicesDep
from symbia.chain.abi import load_abi

TAG = {"name": "contracts", "description": "Addresses, interfaces and code of the brand's contracts"}
router = APIRouter(prefix="/v1/contracts", tags=[TAG["name"]], route_class=Route)
NamePath = Annotated[str, Path(max_length=64, description="As the list names it", examples=["BrandGovernor"])]


@router.get("", summary="Contracts by name", responses=problems(*TABLES, "chain_unavailable"))
@waits_in("node")
def list_contracts(services: ServicesDep, response: Response) -> BrandContractList:
    """Where they are, since when, and the hash of their code, all at the node's newest block. Each one's interface is
    in its single answer, since together they are large."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        chain_id, contracts = reading.head.chain_id, queries.followed(reading)
    as_of, shown = with_code(services.chain, chain_id, contracts)
    return BrandContractList(as_of=as_of, contracts=shown)


@router.get(
    "/{name}",
    summary="One contract, with its ABI",
    responses=problems(*TABLES, "chain_unavailable", "not_found"),
)
@waits_in("node")
def read_contract(name: NamePath, services: ServicesDep, response: Response) -> BrandContractAnswer:
    """Address and ABI to call it with, and the hash of its code at the node's newest block."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        chain_id, contract = reading.head.chain_id, queries.find_contract(reading, name)
    as_of, (shown,) = with_code(services.chain, chain_id, [contract])
    detail = BrandContractDetail(**shown.model_dump(), abi=load_abi(name))
    return BrandContractAnswer(as_of=as_of, contract=detail)
