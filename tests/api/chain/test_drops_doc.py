"""What docs/drops.md shows works, and its tables of actions are whole."""

import re
from typing import Any

import pytest

from api.app import create_app
from tests import ROOT

TEXT = (ROOT / "docs" / "drops.md").read_text()


class Api:
    """The house's API as a client of httpx has it."""

    def __init__(self, house: Any) -> None:
        self.house = house

    def post(self, path: str, json: Any) -> Any:
        return self.house.post(path, json)


def test_the_commands_work(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    here = block.replace("http://127.0.0.1:8545", house.settings.rpc_url).replace("accounts[60]", "accounts[5]")
    here = here.replace('httpx.Client(base_url="http://127.0.0.1:8000")', "API")
    exec(here, {"API": Api(house)})  # noqa: S102 - our own document
    assert house.call("BrandMembership", "balanceOf", house.accounts[5]) == 2
    assert f"Claim 2 of drop 1 for {house.accounts[5]}, for at most 2000 wei, as " in capsys.readouterr().out


def test_every_action_is_named(house: Any) -> None:
    paths = create_app(house.settings).openapi()["paths"]
    for beginning in (f"/v1/{of}/prepare/" for of in ("memberships", "drops", "perks", "roles")):
        (table,) = [one for one in TEXT.split("\n\n") if one.startswith(f"| POST `{beginning}`")]
        named = {action for row in table.splitlines()[2:] for action in re.findall(r"`([\w-]+)`", row.split("|")[1])}
        assert named == {path.removeprefix(beginning) for path in paths if path.startswith(beginning)}
