"""What holders of roles do with them: give one up, and make calls that a delay of the role holds back."""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from api.kit.inputs import Address, Moment
from api.kit.validation import InvalidInput
from api.prepare.actions import Call, Draft, Known
from api.prepare.doing import doing
from api.prepare.named import NamedCall
from symbia.near import meant
from symbia.rules.addresses import checksum
from symbia.rules.roles import ROLE_IDS
from symbia.text import Text


def _role(name: str) -> str:
    if name in ROLE_IDS:
        return name
    near = meant(name, ROLE_IDS)
    if near is None:
        raise InvalidInput.of("kit.input.unknown", known=list(ROLE_IDS))
    raise InvalidInput.of("kit.input.unknown_near", near=near)


RoleName = Annotated[
    str, AfterValidator(_role), Field(json_schema_extra={"enum": list(ROLE_IDS)}, examples=["GUARDIAN"])
]


class RenounceRoleDraft(Draft):
    """Gives up a role of the account's own, at once. Only a proposal gives it back."""

    action: ClassVar[str] = "renounce-role"
    contract: ClassVar[str] = "BrandAccess"
    functions: ClassVar[tuple[str, ...]] = ("renounceRole",)

    role: RoleName

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`renounceRole`."""
        arguments = {"roleId": ROLE_IDS[self.role], "callerConfirmation": checksum(self.account)}
        return Call("renounceRole", arguments, Text.of("brand.prepare.renounce", role=self.role))


class DelayedDraft(Draft):
    """A call of an account whose role has a delay: BrandAccess holds it back."""

    contract: ClassVar[str] = "BrandAccess"

    delayed: NamedCall = Field(description="The call that the delay holds back")

    @abstractmethod
    def arguments(self, target: str, data: bytes) -> dict[str, Any]:
        """Of BrandAccess's function, for calldata of a contract (checksummed)."""

    @abstractmethod
    def text(self, what: Text) -> Text:
        """What signing it does, given what the call does."""

    def call(self, known: Known) -> Call:
        """The function of BrandAccess."""
        target = checksum(known.head.addresses[self.delayed.contract])
        arguments = self.arguments(target, bytes.fromhex(self.delayed.calldata[2:]))
        (function,) = self.functions
        return Call(function, arguments, self.text(doing(self.delayed.called, self.delayed.values)))


class ScheduleCallDraft(DelayedDraft):
    """Announces a call that the account may make after the delay of its role. Its guardians can cancel it until then;
    it must be made within a week after."""

    action: ClassVar[str] = "schedule-call"
    functions: ClassVar[tuple[str, ...]] = ("schedule",)

    when: Moment | None = Field(
        default=None, description="First second at which it may be made; none: as soon as can be"
    )

    def arguments(self, target: str, data: bytes) -> dict[str, Any]:
        """Zero is as soon as can be."""
        return {"target": target, "data": data, "when": int(self.when.timestamp()) if self.when else 0}

    def text(self, what: Text) -> Text:
        """With the time, if it is named."""
        if self.when is None:
            return Text.of("brand.prepare.schedule", what=what)
        return Text.of("brand.prepare.schedule_at", what=what, at=self.when)


class ExecuteCallDraft(DelayedDraft):
    """Makes a call that was scheduled, after the delay."""

    action: ClassVar[str] = "execute-call"
    functions: ClassVar[tuple[str, ...]] = ("execute",)

    def arguments(self, target: str, data: bytes) -> dict[str, Any]:
        """The call itself."""
        return {"target": target, "data": data}

    def text(self, what: Text) -> Text:
        """As if it were called at once."""
        return Text.of("brand.prepare.execute", what=what)


class CancelCallDraft(DelayedDraft):
    """Takes a scheduled call back. Whoever scheduled it may, and a guardian of its role."""

    action: ClassVar[str] = "cancel-call"
    functions: ClassVar[tuple[str, ...]] = ("cancel",)

    scheduled_by: Address | None = Field(default=None, description="Who scheduled it; the account itself if left out")

    def arguments(self, target: str, data: bytes) -> dict[str, Any]:
        """With who scheduled it."""
        return {"caller": checksum(self.scheduled_by or self.account), "target": target, "data": data}

    def text(self, what: Text) -> Text:
        """With who scheduled it."""
        return Text.of("brand.prepare.cancel", what=what, by=checksum(self.scheduled_by or self.account))


DRAFTS: tuple[type[Draft], ...] = (RenounceRoleDraft, ScheduleCallDraft, ExecuteCallDraft, CancelCallDraft)
