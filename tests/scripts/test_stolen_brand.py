"""The table of docs/security.md: how long members have to take a stolen BRAND away."""

import re
from pathlib import Path

import pytest

from scripts.plan import DeploymentPlan
from symbia.units import BASIS_POINTS

ROOT = Path(__file__).resolve().parents[2]
PLAN = DeploymentPlan.read(ROOT / "scripts/plans/demo.toml").bounds
DEMO_UNITS, MANY_UNITS = 238, 10**7
ROW = re.compile(r"^\| (\d+)%.* \| after (\d+) days \| after (\d+) days \|$", re.MULTILINE)
ROWS = [tuple(map(int, row)) for row in ROW.findall((ROOT / "docs/security.md").read_text())]


def days_left(units: int, turnout: int) -> int:
    """Midnights until a thief who opens a free drop and one at the floor has as many units as the others vote with. Of
    each, the share of a day is of the units there are, the thief's included."""
    stolen, days = 0, 0
    while stolen * 100 < units * turnout:
        shares = (PLAN.given_per_day_bps, PLAN.sold_per_day_bps)
        stolen += sum(max((units + stolen) * share // BASIS_POINTS, PLAN.per_day_least) for share in shares)
        days += 1
    return days


def test_there_are_three_turnouts() -> None:
    assert [turnout for turnout, _, _ in ROWS] == [31, 60, 100]


@pytest.mark.parametrize(("turnout", "of_few", "of_many"), ROWS)
def test_the_days_are_those_of_the_demo_s_plan(turnout: int, of_few: int, of_many: int) -> None:
    assert (days_left(DEMO_UNITS, turnout), days_left(MANY_UNITS, turnout)) == (of_few, of_many)
