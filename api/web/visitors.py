"""What pages are asked with, and what they know of the relay."""

from typing import Annotated

from fastapi import Query

from api.kit.page import MAX_CURSOR
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.relay.queries import RelayStanding
from api.web.site import Page
from symbia.rules.addresses import InvalidAddress, parse_address
from symbia.text import Text

LONGEST_NAME = 80  # characters of an address, a number or a search

CursorText = Annotated[str | None, Query(max_length=MAX_CURSOR)]
AccountText = Annotated[str | None, Query(max_length=LONGEST_NAME)]


def relay_standing(services: Services, page: Page) -> RelayStanding:
    """How the relay stands, for a page."""
    return RelayStanding.read(page.reading.session, services.now(), services.settings)


def address_in(account: str | None) -> str | None:
    """The address in a query, lower case. Raises `invalid_address`."""
    if account is None:
        return None
    try:
        return parse_address(account)
    except InvalidAddress as error:
        raise ProblemError("invalid_address", Text.of("kit.sentence", what=error.text)) from error
