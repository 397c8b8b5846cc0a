"""What stops the command."""

from symbia.text import TextError


class BallotBoxError(TextError):
    """No ballots could be made or brought; the text says why and what to do."""
