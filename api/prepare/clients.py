"""What wallets and libraries are handed, untouched: the standard form, and the same for those that name its members
differently. What a library does not know by name it drops without a word, a limit of gas or the chain among it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, computed_field

_HEX = "^0x(0|[1-9a-f][0-9a-f]*)$"
# Hexadecimal is what eth_sendTransaction takes, and the one text that each library reads as a number as well.
Quantity = Annotated[
    int,
    PlainSerializer(hex, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _HEX, "examples": ["0x539"]}, mode="serialization"),
]


class Transaction(BaseModel):
    """For `eth_sendTransaction` of a wallet (EIP-1193) or node, web3.py and eth-account. The wallet of `from` adds
    nonce and fees, and refuses where it is on another chain."""

    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    data: str
    value: Quantity = Field(description="Wei")
    gas: Quantity = Field(description="Limit, with room: what the simulation used and half as much again, at most 2^24")
    chain_id: Quantity = Field(alias="chainId")


class EthersTransaction(BaseModel):
    """For `signer.sendTransaction` of ethers 6, which knows no `gas`."""

    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    data: str
    value: Quantity
    gas_limit: Quantity = Field(alias="gasLimit")
    chain_id: Quantity = Field(alias="chainId")


class ViemChain(BaseModel):
    """What viem compares the node's chain with."""

    id: int
    name: str


class ViemTransaction(BaseModel):
    """For `client.sendTransaction` of viem, which looks for the chain in `chain` alone. The account is the client's."""

    to: str
    data: str
    # A zero as text is truthy there, and would be signed as a byte of its own, which nodes refuse.
    value: Quantity = Field(
        default=0, exclude_if=lambda value: value == 0, description="Left out where nothing is paid"
    )
    gas: Quantity
    chain: ViemChain


class TransactionFor(BaseModel):
    """The same transaction for libraries that read other members."""

    ethers: EthersTransaction
    viem: ViemTransaction

    @classmethod
    def of(cls, transaction: Transaction) -> Self:
        """With the same values."""
        to, data, value, gas = transaction.to, transaction.data, transaction.value, transaction.gas
        chain_id = transaction.chain_id
        return cls(
            ethers=EthersTransaction(
                from_=transaction.from_, to=to, data=data, value=value, gas_limit=gas, chain_id=chain_id
            ),
            viem=ViemTransaction(
                to=to, data=data, value=value, gas=gas, chain=ViemChain(id=chain_id, name=f"Chain {chain_id}")
            ),
        )


class Sendable(BaseModel):
    """An answer with a transaction that is to be signed and sent."""

    transaction: Transaction

    @computed_field(description="The same for ethers and viem")  # type: ignore[prop-decorator]
    @property
    def transaction_for(self) -> TransactionFor:
        """In the members that they read."""
        return TransactionFor.of(self.transaction)


class EthersTypedData(BaseModel):
    """For `signer.signTypedData(domain, types, value)` of ethers 6, which adds the domain's type by itself and refuses
    one that is given."""

    domain: dict[str, Any]
    types: dict[str, list[dict[str, str]]]
    value: dict[str, Any]


class TypedDataFor(BaseModel):
    """The same typed data for a library that takes it in parts. viem takes it as it is."""

    ethers: EthersTypedData


class Signable(BaseModel):
    """An answer with typed data that is to be signed."""

    typed_data: dict[str, Any] = Field(description="EIP-712, for `eth_signTypedData_v4` and viem")

    @computed_field(description="The same for ethers")  # type: ignore[prop-decorator]
    @property
    def typed_data_for(self) -> TypedDataFor:
        """Without the domain's type."""
        typed = self.typed_data
        types = {name: fields for name, fields in typed["types"].items() if name != "EIP712Domain"}
        return TypedDataFor(ethers=EthersTypedData(domain=typed["domain"], types=types, value=typed["message"]))
