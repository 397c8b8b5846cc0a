"""Pytest plugin inside `brownie test`: shows Brownie every execution on the chain, and writes its coverage report.

The tests send transactions and read views by JSON-RPC of their own (`tests/contracts/support/chain.py`), past Brownie.
Here Brownie's evaluator gets the steps that `ganache.cjs` wrote down, in place of those it would ask
`debug_traceTransaction` for. The map of the code, the evaluation and the report are Brownie's. No view has to become
a transaction, as under `--coverage`, which leaves the clock alone, to which the tests hold by the second.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import pytest

TRACE_VARIABLE = "COVERAGE_TRACE"  # the file that ganache.cjs writes
REPORT_VARIABLE = "COVERAGE_REPORT"  # where Brownie's report goes
WORD = 64  # hex digits of a stack item
EMPTY_STACK = ["0" * WORD] * 8  # more than any instruction takes
TARGET = -2  # where the instructions that call find the address

MakeRequest = Callable[[str, Any], Any]


class Watcher:
    """Hands executions to Brownie before the chain is rewound: afterwards other code may live at an address."""

    def __init__(self, traces: IO[str], make_request: MakeRequest) -> None:
        """`make_request` is the connection's own, which this object takes the place of."""
        self._traces = traces
        self._begun = ""
        self._make_request = make_request

    def __call__(self, method: str, parameters: Any) -> Any:
        """Pass a request on."""
        if method == "evm_revert":
            self.evaluate()
        return self._make_request(method, parameters)

    def evaluate(self) -> None:
        """Let Brownie evaluate what was executed since the last time."""
        *lines, self._begun = (self._begun + self._traces.read()).split("\n")
        for line in lines:
            evaluate(line)


def evaluate(line: str) -> None:
    """Let Brownie evaluate one execution, a line of ganache.cjs."""
    from brownie.convert import EthAddress
    from brownie.network.transaction import TransactionReceipt

    execution = json.loads(line)
    receipt = TransactionReceipt.__new__(TransactionReceipt)
    receipt.receiver = EthAddress(execution["to"])
    receipt.input, receipt.gas_used = "0x", 0
    receipt.coverage_hash = hashlib.sha1(line.encode(), usedforsecurity=False).hexdigest()
    receipt._raw_trace, receipt._trace = list(steps(execution)), None
    receipt._expand_trace()


def steps(execution: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of an execution as a node gives them, with what Brownie's evaluator reads and zeros for the rest."""
    for index, (pc, op, depth) in enumerate(zip(execution["pc"], execution["op"], execution["depth"], strict=True)):
        stack = EMPTY_STACK
        if (target := execution["calls"].get(str(index))) is not None:
            stack = [*EMPTY_STACK]
            stack[TARGET] = target.removeprefix("0x").zfill(WORD)
        yield {"pc": pc, "op": op, "depth": depth, "stack": stack, "memory": [], "gas": 0, "gasCost": 0}


def same_length(address: str, expected: str, _language: str) -> bool:
    """Whether the code at an address can be `expected`, hex digits.

    Brownie compares the code itself, takes every contract with immutables for a stranger, and evaluates nothing there.
    """
    from brownie import web3

    return len(web3.eth.get_code(address)) == len(expected.removeprefix("0x")) // 2


def write_report(path: Path) -> None:
    """Brownie's report on all that was evaluated, as JSON."""
    from brownie import project
    from brownie.test import coverage, output

    (loaded,) = project.get_loaded_projects()
    merged = interpreted(coverage).get_merged_coverage_eval(coverage._coverage_eval)
    interpreted(output)._save_coverage_report(loaded._build, merged, path)


def interpreted(module: ModuleType) -> ModuleType:
    """A compiled module of Brownie, from its source: compiled, the report of 1.22 trips over the types of its data."""
    source = Path(str(module.__file__)).with_name(f"{module.__name__.rpartition('.')[2]}.py")
    spec = importlib.util.spec_from_file_location(f"{module.__name__}_interpreted", source)
    if spec is None or spec.loader is None:
        raise ImportError(f"Brownie comes without {source}")
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return fresh


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what carries Brownie's mark for tests that mean nothing under coverage."""
    left_out = [item for item in items if item.get_closest_marker("skip_coverage")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True, scope="session")
def _watched() -> Iterator[None]:
    from brownie import web3
    from brownie.network import contract

    contract._verify_deployed_code = same_length
    with Path(os.environ[TRACE_VARIABLE]).open() as traces:
        watcher = Watcher(traces, web3.provider.make_request)
        web3.provider.make_request = watcher
        yield
        watcher.evaluate()
    write_report(Path(os.environ[REPORT_VARIABLE]))
