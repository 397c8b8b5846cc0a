"""The compiler and Brownie in a folder with spaces, and half-written build files."""

import json

import pytest

from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from scripts.toolchain.setup import bring_up_to_date
from scripts.toolchain.stamps import Stamps
from scripts.toolchain.steps import CompileContracts, Compiler


def test_compiles_in_a_path_with_spaces_and_repairs_a_half_written_build(copy: Layout, lock: int) -> None:
    steps = [Compiler(copy, lock), CompileContracts(copy, lock)]
    stamps = Stamps(copy.stamps)
    bring_up_to_date(steps, stamps)
    artifact = copy.build / "contracts" / "Small.json"
    whole = json.loads(artifact.read_text())
    assert len(whole["bytecode"]) > 100
    assert whole["compiler"]["evm_version"] == "shanghai"
    assert str(copy.root) not in artifact.read_text()  # the bytecode's metadata does not depend on the machine

    artifact.write_text(artifact.read_text()[:1000])
    stamps.forget("contracts")
    bring_up_to_date(steps, stamps)
    assert json.loads(artifact.read_text())["bytecode"] == whole["bytecode"]


def test_a_contract_that_does_not_compile_is_shown(copy: Layout, lock: int) -> None:
    (copy.root / "contracts" / "Small.sol").write_text("pragma solidity 0.8.28;\ncontract Small { uint a = b; }\n")
    with pytest.raises(SetupError, match=r"Undeclared identifier[\s\S]*Whole log: .*setup-contracts\.log"):
        bring_up_to_date([Compiler(copy, lock), CompileContracts(copy, lock)], Stamps(copy.stamps))


def test_a_contract_that_was_deleted_is_forgotten(copy: Layout, lock: int) -> None:
    """Brownie fails on a build file that another one leans on when its source is gone: whoever pulls such a change
    must not meet that."""
    steps, stamps = [Compiler(copy, lock), CompileContracts(copy, lock)], Stamps(copy.stamps)
    small, other = (copy.root / "contracts" / name for name in ("Small.sol", "Other.sol"))
    alone = small.read_text()
    head = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.28;\n"
    other.write_text(f"{head}contract Other {{ function check(uint256 one) public pure {{ require(one != 0); }} }}\n")
    small.write_text(f'{head}import {{Other}} from "./Other.sol";\ncontract Small is Other {{}}\n')
    bring_up_to_date(steps, stamps)
    assert (copy.build / "contracts" / "Other.json").exists()

    other.unlink()
    small.write_text(alone)
    bring_up_to_date(steps, stamps)
    assert (copy.build / "contracts" / "Small.json").exists()
    assert not (copy.build / "contracts" / "Other.json").exists()


def test_what_a_contract_takes_from_a_file_without_a_contract_is_compiled_again(copy: Layout, lock: int) -> None:
    """Brownie knows sources by the contracts in them, and does not see that such a file has changed."""
    steps, stamps = [Compiler(copy, lock), CompileContracts(copy, lock)], Stamps(copy.stamps)
    small, constants = (copy.root / "contracts" / name for name in ("Small.sol", "Constants.sol"))
    head = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.28;\n"
    body = "contract Small { function answer() external pure returns (uint256) { return ANSWER; } }\n"
    small.write_text(f'{head}import {{ANSWER}} from "./Constants.sol";\n{body}')
    codes = []
    for answer in ("0xaabbccdd", "0xddccbbaa"):
        constants.write_text(f"{head}uint256 constant ANSWER = {answer};\n")
        bring_up_to_date(steps, stamps)
        code = json.loads((copy.build / "contracts" / "Small.json").read_text())["deployedBytecode"]
        assert answer.removeprefix("0x") in code
        codes.append(code)
    assert codes[0] != codes[1]
