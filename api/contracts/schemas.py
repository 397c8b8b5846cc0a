"""What the API says about the brand's contracts."""

from typing import Any

from pydantic import BaseModel, Field

from api.kit.reading import Answer


class BrandContract(BaseModel):
    """One contract of the brand: where it is, and what stands there."""

    name: str = Field(examples=["BrandGovernor"])
    address: str
    start_block: int = Field(description="First block of the deployment: no event of the contract is older")
    code_hash: str | None = Field(
        description="keccak256 of the code at the address at block `as_of.block`, as the node returns it; null where "
        "there is no code",
        examples=["0x" + "ab" * 32],
    )
    of_this_release: bool | None = Field(
        description="Whether the code was compiled from the sources of this release: if not, its rules may differ from "
        "what the documents say. Null where there is no code"
    )


class BrandContractDetail(BrandContract):
    """One contract with its interface."""

    abi: list[dict[str, Any]] = Field(
        description="Functions, events and errors in the JSON of Solidity's compiler, which ethers and viem take"
    )


class BrandContractList(Answer):
    """All contracts by name. `as_of` is the node's newest block, at which their code was read."""

    contracts: list[BrandContract]


class BrandContractAnswer(Answer):
    """One contract. `as_of` is the node's newest block, at which its code was read."""

    contract: BrandContractDetail
