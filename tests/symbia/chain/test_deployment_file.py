"""The deployment file: written whole, gone on from when a deploy was cut off, refused in words."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import DeployedContract, Deployment, Draft
from symbia.errors import DeploymentError

WHOLE = Deployment(1337, "A", 3, "0x" + "ab" * 32, {"BrandAccess": DeployedContract("0x" + "1" * 40, "00")})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "1337.json"
    WHOLE.write(path)
    assert Deployment.read(path) == WHOLE


def test_no_file_is_no_deployment(tmp_path: Path) -> None:
    assert Deployment.read(tmp_path / "1337.json") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "junk",
        "[]",
        "1",
        "null",
        "{}",
        '{"contracts": 1}',
        '{"contracts": {"A": {"where": 1}}}',
        '{"contracts": {}}',
        "\x00",
    ],
)
def test_anything_else_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(DeploymentError, match=r"x\.json is not a deployment file"):
        Deployment.read(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="cannot be read"):
        Deployment.read(tmp_path)


def test_only_a_deployment_of_these_contracts_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    with pytest.raises(DeploymentError, match=r"symbia deploy.*SYMBIA_DEPLOYMENT"):
        Deployment.load(path)
    whole = replace(WHOLE, contracts={name: of_this_release(name) for name in CONTRACTS})
    whole.write(path)
    assert Deployment.load(path) == whole
    WHOLE.write(path)
    with pytest.raises(DeploymentError, match="BrandAccess was deployed with another ABI"):
        Deployment.load(path)
    replace(WHOLE, contracts={}).write(path)
    with pytest.raises(DeploymentError, match="does not name BrandAccess"):
        Deployment.load(path)


def test_how_parameters_are_called_makes_no_other_abi() -> None:
    """What was deployed before a name was given is still the same contract; another type or function is not."""
    abi = load_abi("BrandMembership")
    place = next(number for number, entry in enumerate(abi) if entry.get("name") == "setUnitBounds")
    bounds = abi[place]["inputs"][0]
    for inputs, same in (([bounds | {"name": ""}], True), ([bounds | {"type": "uint8"}], False), ([], False)):
        changed = [*abi[:place], abi[place] | {"inputs": inputs}, *abi[place + 1 :]]
        assert (abi_sha256(changed) == abi_sha256(abi)) == same


def of_this_release(name: str) -> DeployedContract:
    return DeployedContract("0x" + "1" * 40, abi_sha256(load_abi(name)))


def test_an_interrupted_deploy_leaves_what_stands(tmp_path: Path) -> None:
    target = tmp_path / "1337.json"
    draft = Draft(target)
    more = WHOLE.with_contract("BrandTimelock", of_this_release("BrandTimelock"))
    draft.keep(WHOLE)
    draft.keep(more)
    assert (Deployment.read(draft.path), Deployment.read(target)) == (more, None)
    assert list(WHOLE.contracts) == ["BrandAccess"]
    draft.finish(more)
    assert (Deployment.read(draft.path), Deployment.read(target)) == (None, more)
    assert [file.name for file in tmp_path.iterdir()] == ["1337.json"]
