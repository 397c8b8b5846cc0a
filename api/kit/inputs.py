"""Types of what callers send."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from api.kit.validation import InvalidInput
from symbia.rules.addresses import parse_address

MAX_ID = 2**63 - 1
MAX_UINT256 = 2**256 - 1
_HEX_DIGITS = 64_000  # 32 kB of calldata, more than a block of most chains takes
ADDRESS_EXAMPLE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def _wei(text: str) -> str:
    if int(text) > MAX_UINT256:
        raise InvalidInput.of("kit.input.too_large")
    return text


def _written(example: str) -> Callable[[Any], Any]:
    """Numbers are refused: 0 would be 1970."""

    def check(value: Any) -> Any:
        if isinstance(value, int | float) or (isinstance(value, str) and not value[:5].endswith("-")):
            raise InvalidInput.of(example)
        return value

    return check


def _countable(moment: datetime) -> datetime:
    if moment.timestamp() < 0:
        raise InvalidInput.of("kit.input.too_early")
    return moment


Address = Annotated[
    str,
    AfterValidator(parse_address),
    Field(description="0x and 40 hex digits; a checksum is verified if it has one", examples=[ADDRESS_EXAMPLE]),
]
AddressQuery = Annotated[
    str | None,
    AfterValidator(lambda text: None if text is None else parse_address(text)),
    Query(description="0x and 40 hex digits; a checksum is verified if it has one", examples=[ADDRESS_EXAMPLE]),
]
AddressPath = Annotated[
    str,
    AfterValidator(parse_address),
    Path(description="0x and 40 hex digits; a checksum is verified if it has one", examples=[ADDRESS_EXAMPLE]),
]
Id = Annotated[int, Field(ge=1, le=MAX_ID, examples=[1])]
IdPath = Annotated[int, Path(ge=0, le=MAX_ID, examples=[1])]
IdQuery = Annotated[int | None, Query(ge=0, le=MAX_ID)]
Wei = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,77})$", description="Wei as decimal text"), AfterValidator(_wei)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written("kit.input.no_moment")), AfterValidator(_countable)]
Day = Annotated[date, BeforeValidator(_written("kit.input.no_day"))]
Calldata = Annotated[
    str, Field(pattern=r"^0x([0-9a-fA-F]{2})*$", max_length=_HEX_DIGITS + 2, description="0x and hex digits, or `0x`")
]
