"""The order of the set-up, what it repeats and what it keeps. No network, no packages."""

from pathlib import Path

import pytest

from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from scripts.toolchain.setup import bring_up_to_date, check_path, is_current
from scripts.toolchain.stamps import Stamps, digest
from scripts.toolchain.steps import MADE_FROM, STEPS, Project, SetupStep


class Recipe(SetupStep):
    """A step that writes its input into a file, and can be told to break half-way."""

    title = "a step"

    def __init__(self, layout: Layout, name: str) -> None:
        super().__init__(layout, lock=0)
        self.name = name  # type: ignore[misc]
        self.input = "first"
        self.breaks: BaseException | None = None
        self.made = 0

    def inputs(self) -> str:
        return digest([self.input])

    def products(self) -> list[Path]:
        return [self.product]

    def discard(self) -> None:
        self.product.unlink(missing_ok=True)

    def make(self) -> None:
        self.made += 1
        with self.product.open("a") as file:
            file.write("half ")
            if self.breaks:
                raise self.breaks
            file.write(self.input)

    @property
    def product(self) -> Path:
        return self.layout.root / self.name


@pytest.fixture
def node(tmp_path: Path) -> Recipe:
    return Recipe(Layout(tmp_path), "node")


@pytest.fixture
def npm(tmp_path: Path) -> Recipe:
    return Recipe(Layout(tmp_path), "npm")


@pytest.fixture
def stamps(tmp_path: Path) -> Stamps:
    return Stamps(tmp_path / "stamps")


def test_a_second_run_does_nothing(node: Recipe, npm: Recipe, stamps: Stamps) -> None:
    bring_up_to_date([node, npm], stamps)
    bring_up_to_date([node, npm], stamps)
    assert (node.made, npm.made) == (1, 1)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SetupError("no network")])
def test_an_interrupted_step_is_discarded_and_made_again(node: Recipe, stamps: Stamps, stop: BaseException) -> None:
    node.breaks = stop
    with pytest.raises(type(stop)):
        bring_up_to_date([node], stamps)
    assert node.product.read_text() == "half "
    node.breaks = None
    bring_up_to_date([node], stamps)
    assert node.product.read_text() == "half first"


def test_a_changed_input_is_built_upon_what_is_there(node: Recipe, stamps: Stamps) -> None:
    bring_up_to_date([node], stamps)
    node.input = "second"
    bring_up_to_date([node], stamps)
    assert node.product.read_text() == "half firsthalf second"


def test_a_removed_product_is_made_again(node: Recipe, stamps: Stamps) -> None:
    bring_up_to_date([node], stamps)
    node.product.unlink()
    bring_up_to_date([node], stamps)
    assert node.product.read_text() == "half first"


def test_what_is_made_from_a_changed_step_is_made_again(node: Recipe, npm: Recipe, stamps: Stamps) -> None:
    bring_up_to_date([node, npm], stamps)
    node.input = "second"
    npm.breaks = SetupError("disk full")
    with pytest.raises(SetupError):
        bring_up_to_date([node, npm], stamps)
    assert is_current(node, stamps)
    assert not is_current(npm, stamps)


def test_steps_come_after_what_they_are_made_from() -> None:
    order = [step.name for step in STEPS]
    for earlier, later in MADE_FROM.items():
        assert all(order.index(earlier) < order.index(name) for name in later)


def test_a_digest_tells_inputs_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("x")
    digests = {digest(["ab", "c"]), digest(["a", "bc"]), digest([], [tmp_path / "a"]), digest([], [tmp_path / "b"])}
    assert len(digests) == 4


def test_a_folder_that_brownie_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="begins with a letter"):
        check_path(tmp_path / "7 brands")


def test_only_what_is_installed_makes_the_command_be_installed_again(tmp_path: Path) -> None:
    pyproject = tmp_path / "pyproject.toml"
    text = '[build-system]\nrequires = []\n[project]\nname = "brand"\n'
    pyproject.write_text(text)
    step = Project(Layout(tmp_path), lock=0)
    before = step.inputs()
    pyproject.write_text(text + "[tool.ruff]\nline-length = 99\n")
    assert step.inputs() == before
    pyproject.write_text(text + '[project.scripts]\nbrand = "brand:main"\n')
    assert step.inputs() != before
