"""Why an airdrop does not start or does not go on."""


class AirdropError(RuntimeError):
    """The message says what to do."""
