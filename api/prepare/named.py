"""A call of one of the brand's contracts by its name, its arguments by theirs: read by the types of the ABI."""

from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import InitErrorDetails

from api.kit.taking import Taken
from api.kit.validation import InvalidInput
from symbia.chain.abi import CONTRACTS
from symbia.chain.calls import encode_call
from symbia.chain.functions import Function, callable_functions, find_function
from symbia.chain.given import GivenError, read_given
from symbia.near import meant

NAMES = tuple(contract for contract in CONTRACTS if callable_functions(contract))


def _contract(name: str) -> str:
    if name in NAMES:
        return name
    near = meant(name, NAMES)
    if near is None:
        raise InvalidInput.of("kit.input.unknown", known=list(NAMES))
    raise InvalidInput.of("kit.input.unknown_near", near=near)


ContractName = Annotated[
    str, AfterValidator(_contract), Field(json_schema_extra={"enum": list(NAMES)}, examples=["BrandAccess"])
]


class NamedCall(Taken):
    """Which function, and what it is given."""

    contract: ContractName
    function: str = Field(
        max_length=200, description="Its name, or `name(types)`", examples=["grantRole"], validate_default=True
    )
    arguments: dict[str, Any] = Field(
        default={},
        validate_default=True,
        description="Every argument by its name in the ABI: numbers as numbers or decimal text, addresses and bytes as "
        "0x and hex, structs as objects by their members' names, members of enums and roles by name or number. Of a "
        "function without arguments, leave it out",
        examples=[{"roleId": "ISSUER", "account": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "executionDelay": 0}],
    )

    @field_validator("function")
    @classmethod
    def _known(cls, function: str, info: ValidationInfo) -> str:
        if "contract" in info.data:
            find_function(info.data["contract"], function)
        return function

    @field_validator("arguments")
    @classmethod
    def _fit(cls, arguments: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if "contract" not in info.data or "function" not in info.data:
            return arguments
        try:
            read_given(find_function(info.data["contract"], info.data["function"]).inputs, arguments)
        except GivenError as error:
            raise _each_at_its_place(cls.__name__, arguments, error) from error
        return arguments

    @property
    def called(self) -> Function:
        """The function."""
        return find_function(self.contract, self.function)

    @property
    def values(self) -> dict[str, Any]:
        """Raw values of the arguments by name, in the ABI's order."""
        inputs = self.called.inputs
        names = [item["name"] for item in inputs]
        return dict(zip(names, read_given(inputs, self.arguments), strict=True))

    @property
    def calldata(self) -> str:
        """0x and hex."""
        return encode_call(self.contract, self.called.signature, tuple(self.values.values()))


def _each_at_its_place(title: str, given: dict[str, Any], error: GivenError) -> ValidationError:
    problem = partial(InitErrorDetails, type="value_error", input=given)
    return ValidationError.from_exception_data(
        title,
        [problem(loc=tuple(one.path.split(".")), ctx={"error": InvalidInput(one.text)}) for one in error.problems],
    )
