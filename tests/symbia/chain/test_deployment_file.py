"""The deployment file as the deploying side reads it: whole, or a message that names the file."""

from pathlib import Path

import pytest

from scripts.deployment import DeployedContract, Deployment, DeploymentError

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
