"""What people do with the contracts: a draft for each action, and how a draft becomes a transaction."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import select

from api.auth.access import Access, SenderDep
from api.kit.inputs import Address
from api.kit.openapi import TABLES, VIEWS, Answered, problems
from api.kit.pinning import pin
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.routing import waits_in
from api.kit.services import Services, ServicesDep
from api.kit.taking import Taken
from api.prepare.contracts import Contracts
from api.prepare.reverts.sentences import Times
from api.prepare.roles import role_missing
from api.prepare.transactions import Prepared, prepare
from symbia.chain.calls import encode_call
from symbia.content import DraftedStore
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Tier
from symbia.text import Text


class Known:
    """What arguments and words need to know beyond the draft, for one request.

    `store`: where documents of the draft are named; they are stored once it went through in a simulation.
    """

    def __init__(self, services: Services, head: Head, tier_names: dict[int, str]) -> None:
        self.services = services
        self.head = head
        self.tier_names = tier_names
        self.store = DraftedStore(services.store, max_bytes=services.settings.content_max_bytes)
        self._contracts: Contracts | None = None

    @property
    def contracts(self) -> Contracts:
        """Views at the node's newest block when this was first asked for."""
        # No cached_property: before Python 3.12 all requests would wait for the one that asks the node.
        if self._contracts is None:
            self._contracts = Contracts(self.services.chain, self.head)
        return self._contracts

    def tier(self, tier_id: int) -> Text:
        """A tier in words: `tier 1 “Gold”`."""
        name = self.tier_names.get(tier_id)
        if name is None:
            return Text.of("prepare.tier", tier=tier_id)
        return Text.of("prepare.tier_named", tier=tier_id, name=name)

    def holder(self, token_id: int) -> str:
        """Who holds a membership, lower case. Raises `would_revert` for one that does not exist."""
        (membership,) = self.contracts.ask("BrandMembership", "membershipOf", token_id)
        return str(membership[0]).lower()

    def membership(self, token_id: int) -> Text:
        """A membership in words. Raises what `holder` raises."""
        return Text.of("prepare.membership", token_id=token_id, holder=checksum(self.holder(token_id)))


@dataclass(frozen=True, slots=True)
class Call:
    """A call to prepare. `arguments` in the function's order, `value` in wei, `text` without its full stop.

    `whole`: the text says by itself who signs, or need not; nothing but the full stop is added to it. `times`: what a
    refusal may have to name."""

    function: str
    arguments: dict[str, Any]
    text: Text
    value: int = 0
    whole: bool = False
    times: Times | None = None


class Draft(Taken, ABC):
    """What an account wants to do. Its docstring is shown in the API's documentation."""

    action: ClassVar[str]  # the end of its path
    operation: ClassVar[str] = ""  # the operation's name behind `prepare_`, where the action alone has no noun
    codes: ClassVar[tuple[Answered, ...]] = (*TABLES, *VIEWS)  # what it can be refused for, beside its bases'
    contract: ClassVar[str] = "BrandMembership"
    functions: ClassVar[tuple[str, ...]]  # of the contract, which `call` may call; as symbia/chain/ways.toml names them

    account: Address

    @abstractmethod
    def call(self, known: Known) -> Call:
        """The call that does it; documents are put into `known.store`. Raises problems and ContentError."""


class RoleDraft(Draft):
    """What only the holders of a role may do."""

    codes: ClassVar[tuple[Answered, ...]] = ("role_missing",)


def codes_of(draft: type[BaseModel]) -> tuple[Answered, ...]:
    """What a draft can be refused for: its own codes and those of everything that it derives from."""
    return tuple(code for base in draft.__mro__ for code in vars(base).get("codes", ()))


def know(services: Services) -> Known:
    """What is known at the indexed head. Raises `not_yet_indexed`."""
    with services.read() as reading:
        return Known(services, reading.head, dict(reading.session.exec(select(Tier.tier_id, Tier.name)).all()))


def prepare_action(services: Services, draft: Draft, sender: Access) -> Prepared:
    """The transaction of a draft, after a simulation; then its documents are pinned, on the sender's quota. Raises
    problems."""
    known = know(services)
    prepared = prepare_call(known, draft.account, draft.contract, draft.call(known))
    if known.store.documents:
        pin(services, known.store.documents, sender.quota_of())
    return prepared


def prepare_call(known: Known, account: str, contract: str, call: Call) -> Prepared:
    """The transaction of a call. Raises what `prepare` raises, and `role_missing` with who holds the role."""
    try:
        return prepare(
            known.services.chain,
            known.head,
            sender=account,
            contract=contract,
            function=call.function,
            arguments=call.arguments,
            text=_summary(account, call),
            times=call.times,
            value=call.value,
        )
    except ProblemError as problem:
        if problem.extra.get("revert", {}).get("name") != "AccessManagedUnauthorized":
            raise
        selector = encode_call(contract, call.function, tuple(call.arguments.values()))[:10]
        with known.services.read() as reading:
            raise role_missing(reading, contract, selector, account) from problem


def _summary(account: str, call: Call) -> Text:
    if call.whole:
        return Text.of("kit.sentence", what=call.text)
    return Text.of("prepare.signed_by", what=call.text, account=checksum(account))


def add_actions(router: APIRouter, prefix: str, drafts: tuple[type[Draft], ...]) -> None:
    """One route a draft: `{prefix}/{action}`."""
    for draft in drafts:
        _add(router, f"{prefix}/{draft.action}", draft, _with_documents(), Prepared)


def add_route(
    router: APIRouter, path: str, draft: type[BaseModel], answer: Callable[[Services, Any], BaseModel]
) -> None:
    """A route that takes this draft, which brings no document, and answers as `answer` does."""

    def endpoint(draft: Any, services: ServicesDep) -> Any:
        return answer(services, draft)

    _add(router, path, draft, endpoint, answer.__annotations__["return"])


def _with_documents() -> Callable[..., Any]:
    def endpoint(draft: Any, services: ServicesDep, sender: SenderDep) -> Any:
        return prepare_action(services, draft, sender)

    return endpoint


def _add(
    router: APIRouter, path: str, draft: type[BaseModel], endpoint: Callable[..., Any], answer: type[BaseModel]
) -> None:
    """A route; its words are the draft's own."""
    endpoint.__annotations__ |= {"draft": draft, "return": answer}
    action = path.rsplit("/", 1)[1]
    operation = getattr(draft, "operation", "") or action.replace("-", "_")
    router.add_api_route(
        path,
        waits_in("node")(endpoint),
        methods=["POST"],
        summary=f"Prepare: {action.replace('-', ' ')}",
        description=draft.__doc__,
        name=f"prepare_{operation}",
        responses=problems(*codes_of(draft)),
    )
