"""Plans for tests: the demo's with changes."""

import re
from collections.abc import Callable
from pathlib import Path

from scripts.plan import DeploymentPlan
from tests import ROOT

DEMO = ROOT / "scripts" / "plans" / "demo.toml"
ACCOUNTS = [f"0x{number:040x}" for number in range(1, 81)]
Edit = Callable[[str], str]
# A type that reaches the brand's contracts, faster than Policy; `more` are further entries.
CONDUCT = """
[[proposal_types]]
name = "Conduct"
voting_delay = 86_400
voting_period = 432_000
proposal_threshold = 25
quorum_bps = 2_500
approval_bps = 6_000
proposer_rule = "{rule}"
binding = true
methods = ["for_against"]
quorum_least = 20
reach = "brand"
{more}
"""


def entry(name: str, value: object, *, of: str = "") -> Edit:
    """Write `name = value`: the first one of the plan, or that of the type `of`, also where it had none."""

    def edit(text: str) -> str:
        start = text.index(f'name = "{of}"') if of else 0
        stop = text.find("[[proposal_types]]", start) if of else len(text)
        part = text[start : stop if stop != -1 else None]
        changed, changes = re.subn(rf"^{name} = .*?(\s*#.*)?$", f"{name} = {value}", part, count=1, flags=re.MULTILINE)
        if not changes:
            assert of, f"the demo's plan has no {name}"
            head, _, rest = part.partition("\n")
            changed = f"{head}\n{name} = {value}\n{rest}"
        return text[:start] + changed + text[start + len(part) :]

    return edit


def added(text: str) -> Edit:
    """Write it at the end."""
    return lambda plan: plan + text


def both(*edits: Edit) -> Edit:
    """One after the other."""

    def edit(text: str) -> str:
        for one in edits:
            text = one(text)
        return text

    return edit


def read(folder: Path, edit: Edit) -> DeploymentPlan:
    """The demo's plan with a change, checked as far as `deploy` does before it sends anything. Raises PlanError."""
    path = folder / "plan.toml"
    text = edit(DEMO.read_text())
    assert text != DEMO.read_text(), "nothing was changed"
    path.write_text(text)
    plan = DeploymentPlan.read(path)
    plan.role_holders(ACCOUNTS)
    plan.excluded_accounts(ACCOUNTS)
    return plan
