"""Numbers in sentences."""


def counted(number: int, name: str) -> str:
    """`1 vote`, `1,200 votes`."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"
