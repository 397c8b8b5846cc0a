"""What can go wrong while sending. Every text ends with what to do next.

RelayError
├── SigningKeyError         no usable signing key
├── JournalError            the journal belongs to something else, or another process has it
├── EmptyPurseError         the account cannot pay for the next transaction
├── WouldRevertError        the contract refuses the call; nothing was signed
├── CallTooLargeError       one call needs more gas than a transaction may have
├── RefusedByNodeError      the node takes the transaction under no circumstances
└── SecondRelayError        another relay brings the ballots of these tables
"""

from symbia.text import TextError


class RelayError(TextError):
    """Root of all of them."""


class SigningKeyError(RelayError):
    """There is no key to sign with, or it cannot be opened."""


class JournalError(RelayError):
    """The journal belongs to something else, or another process has it."""


class EmptyPurseError(RelayError):
    """The account cannot pay for the next transaction."""


class WouldRevertError(RelayError):
    """The contract refuses the call; nothing was signed."""


class CallTooLargeError(RelayError):
    """One call needs more gas than a transaction may have. It is planned, and nothing that was signed for it can be
    mined any more: whoever planned it cuts it smaller."""

    @property
    def key(self) -> str:
        """The call's."""
        return str(self.text.values["call"])


class RefusedByNodeError(RelayError):
    """The node will not take the transaction, for a reason that waiting does not heal."""


class SecondRelayError(RelayError):
    """Another relay brings the ballots of these tables."""
