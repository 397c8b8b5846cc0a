"""A call as the command line names it, and what the chain says to it before anything is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.prepare.doing import doing
from api.prepare.proposed import ProposedAction
from api.prepare.reverts.sentences import in_a_sentence, without_reason
from cli.call.errors import CallError
from relay.sending.node import SendingNode
from symbia.chain.calls import call_data
from symbia.chain.deployment import Deployment
from symbia.chain.functions import Function
from symbia.chain.given import GivenError, given_in_texts, read_given
from symbia.chain.own_calls import is_untried, own_call
from symbia.chain.reverts import decode_revert
from symbia.errors import RevertedCallError
from symbia.rules.addresses import checksum
from symbia.rules.roles import ROLE_IDS
from symbia.text import Text

UNAUTHORIZED = "AccessManagedUnauthorized"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a call would take now: gas, and wei at the price of now. `balance`: wei that the account holds."""

    gas: int
    cost: int
    balance: int


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A function with its arguments, read by their types. `value` in wei."""

    function: Function
    values: dict[str, Any]
    value: int
    to: str
    data: bytes

    @classmethod
    def of(cls, function: Function, texts: Sequence[str], value: int, deployment: Deployment) -> "AskedCall":
        """Of `name=value` texts. Raises CallError with everything that is wrong."""
        if value and not function.payable:
            raise CallError.of("cli.call.not_payable", contract=function.contract, function=function.name)
        try:
            values = read_given(function.inputs, given_in_texts(function.inputs, texts))
        except GivenError as error:
            lines = [Text.of("functions.given.at", path=one.path, problem=one.text) for one in error.problems]
            said = lines[0]
            for line in lines[1:]:
                said = Text.of("cli.call.lines", lines=said, line=line)
            raise CallError.of(
                "cli.call.unfit", problems=said, contract=function.contract, function=function.name
            ) from error
        return cls.with_values(function, values, value, deployment)

    @classmethod
    def with_values(cls, function: Function, values: Sequence[Any], value: int, deployment: Deployment) -> "AskedCall":
        """Of raw values in the ABI's order."""
        named = dict(zip([item["name"] for item in function.inputs], values, strict=True))
        data = call_data(function.contract, function.signature, values)
        return cls(function, named, value, checksum(deployment.addresses[function.contract]), data)

    @property
    def text(self) -> Text:
        """What it does, without a full stop."""
        return doing(self.function, self.values)

    @property
    def action(self) -> ProposedAction:
        """The same as an action of a proposal."""
        return ProposedAction(target=self.to, value=str(self.value), calldata="0x" + self.data.hex())

    def tried(self, node: SendingNode, account: str) -> Trial:
        """As `account`, on the newest block. Raises CallError with the contract's reason."""
        balance = node.balance(account)
        if balance < self.value:
            raise CallError.of("cli.call.too_poor", account=account, holds=balance, takes=self.value)
        try:
            node.call(self.to, self.data, sender=account, value=self.value)
            gas = node.estimate(account, self.to, self.data, self.value)
        except RevertedCallError as error:
            raise CallError(self._refusal(error, account)) from error
        look = node.look(account, [], 0)
        return Trial(gas, gas * (look.base_fee + node.tip()) + self.value, balance)

    def tried_by_proposal(self, node: SendingNode, deployment: Deployment) -> bool:
        """As the timelock, as if a proposal were executed; False where the node does not answer so. Raises CallError
        with the contract's reason."""
        timelock, governor = (checksum(deployment.addresses[name]) for name in ("BrandTimelock", "BrandGovernor"))
        overrides = own_call(governor, self.data) if self.to == governor else None
        try:
            node.call(self.to, self.data, sender=timelock, value=self.value, overrides=overrides)
        except RevertedCallError as error:
            if overrides is not None and is_untried(error.data):
                return False
            raise CallError(self._refusal(error, timelock)) from error
        return True

    def _refusal(self, error: RevertedCallError, account: str) -> Text:
        reason = decode_revert(error.data)
        if reason is None:
            return without_reason(error.why)
        if reason.name == UNAUTHORIZED and self.function.who in ROLE_IDS:
            return Text.of("cli.call.role_missing", role=self.function.who, account=account)
        return in_a_sentence(reason)
