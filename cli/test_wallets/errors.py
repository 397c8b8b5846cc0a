"""What stops the command."""


class BallotBoxError(RuntimeError):
    """No ballots could be made or brought; the message says why and what to do."""
