"""Seeds to run: those that failed once come first, for ever."""

from pathlib import Path

FAILED = Path(__file__).with_name("failed_seeds.txt")


def failed_once() -> list[int]:
    """Kept seeds, in the order in which they failed."""
    lines = FAILED.read_text(encoding="utf-8").splitlines() if FAILED.exists() else []
    return [int(line.split()[0]) for line in lines if line.strip() and not line.startswith("#")]


def keep(seed: int, why: str) -> None:
    """Note a seed that failed, once."""
    if seed not in failed_once():
        with FAILED.open("a", encoding="utf-8") as file:
            file.write(f"{seed} {' '.join(why.split())[:200]}\n")
