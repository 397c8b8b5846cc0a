"""Why an airdrop does not start or does not go on."""

from symbia.text import TextError


class AirdropError(TextError):
    """The text says what to do."""
