"""Arguments by name: whatever fits a function's types comes through as it was meant, and nothing else does."""

import json
from typing import Any

import pytest
from eth_abi.abi import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from symbia.chain.abi import CONTRACTS
from symbia.chain.arguments import types_of
from symbia.chain.calls import decode_arguments, encode_call
from symbia.chain.functions import UnknownFunctionError, callable_functions, enums, find_function
from symbia.chain.given import GivenError, given_in_texts, kind_of, leaves, read_given
from symbia.rules.addresses import checksum
from symbia.text import Text
from symbia.words import word

FUNCTIONS = [function for contract in CONTRACTS for function in callable_functions(contract)]
ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def raw(item: Any) -> st.SearchStrategy[Any]:
    """A value as the chain has it."""
    kind = item["type"]
    if kind.endswith("[]"):
        return st.lists(raw({**item, "type": kind.removesuffix("[]")}), max_size=3)
    if kind == "tuple":
        return st.tuples(*map(raw, item["components"]))
    if members := item.get("internalType", "").startswith("enum ") and enums()[item["internalType"].rpartition(" ")[2]]:
        return st.integers(0, len(members) - 1)
    if kind.startswith("uint"):
        return st.integers(0, 2 ** int(kind[4:]) - 1)
    if kind == "bytes" or not kind.startswith("bytes"):
        plain = {"bool": st.booleans(), "string": st.text(st.characters(blacklist_categories=["Cs"]), max_size=9)}
        address = st.binary(min_size=20, max_size=20).map(lambda data: checksum("0x" + data.hex()))
        return {**plain, "address": address, "bytes": st.binary(max_size=70)}[kind]
    return st.binary(min_size=int(kind[5:]), max_size=int(kind[5:]))


def as_json(item: Any, value: Any, *, in_text: bool) -> Any:
    """The same as a program writes it: numbers as numbers or in text, structs as objects."""
    kind = item["type"]
    if kind.endswith("[]"):
        return [as_json({**item, "type": kind.removesuffix("[]")}, one, in_text=in_text) for one in value]
    if kind == "tuple":
        pairs = zip(item["components"], value, strict=True)
        return {one["name"]: as_json(one, part, in_text=in_text) for one, part in pairs}
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and in_text else value


def as_text(item: Any, value: Any) -> list[str]:
    """`name=value` as a shell hands it on; structs and lists in JSON."""
    written = as_json(item, value, in_text=True)
    return [f"{item['name']}={written if isinstance(written, str) else json.dumps(written)}"]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: f"{one.contract}.{one.name}")
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_fits_comes_through(function: Any, data: st.DataObject) -> None:
    values = tuple(data.draw(raw(item)) for item in function.inputs)
    pairs = list(zip(function.inputs, values, strict=True))
    for in_text in (False, True):
        written = {item["name"]: as_json(item, value, in_text=in_text) for item, value in pairs}
        assert read_given(function.inputs, written) == values
    if not any(isinstance(value, str) and value.startswith("@") for value in values):
        texts = [text for item, value in pairs for text in as_text(item, value)]
        assert read_given(function.inputs, given_in_texts(function.inputs, texts)) == values
    calldata = encode_call(function.contract, function.signature, values)
    assert encode(types_of(function.inputs), values) == bytes.fromhex(calldata[10:])
    assert len(decode_arguments(function.contract, function.signature, bytes.fromhex(calldata[2:]))) == len(values)


def problems(function: str, arguments: Any) -> dict[str, str]:
    contract, name = function.split(".")
    with pytest.raises(GivenError) as refused:
        read_given(find_function(contract, name).inputs, arguments)
    return {one.path: word(one.text) for one in refused.value.problems}


ARABIC_ONE = "\u0661"  # int() reads it


@pytest.mark.parametrize(
    "wrong", [True, False, None, 1.0, "1.0", "0x1", " 1", ARABIC_ONE, "1_000", "", [], {}, "-1", -1, 2**64]
)
def test_what_is_no_id(wrong: Any) -> None:
    assert set(problems("BrandMembership.issue", {"to": ACCOUNT, "tierId": wrong})) == {"tierId"}


@pytest.mark.parametrize("wrong", [True, 1, None, "", "0x", ACCOUNT[:-1], ACCOUNT.replace("5aA", "5aa"), ACCOUNT + "0"])
def test_what_is_no_address(wrong: Any) -> None:
    assert set(problems("BrandMembership.issue", {"to": wrong, "tierId": 1})) == {"to"}


@pytest.mark.parametrize("wrong", ["", "ab", "0xabc", "0xzz", 1, None, "0x" + "ab" * 31, "0x" + "ab" * 33])
def test_what_are_no_32_bytes(wrong: Any) -> None:
    assert set(problems("BrandTimelock.grantRole", {"role": wrong, "account": ACCOUNT})) == {"role"}


@pytest.mark.parametrize("wrong", [ACCOUNT, {}, None, [[ACCOUNT]], [ACCOUNT, None]])
def test_what_is_no_list(wrong: Any) -> None:
    found = problems("BrandMembership.airdrop", {"recipients": wrong, "tierId": 1})
    assert all(path.startswith("recipients") for path in found)


def test_halves_of_surrogate_pairs_are_no_text() -> None:
    assert problems("BrandMembership.setContractURI", {"uri": "\ud800"}) == {"uri": "write a text"}


def test_an_enum_has_as_many_numbers_as_names() -> None:
    rules = find_function("BrandGovernor", "defineProposalType").inputs[1]
    (reach,) = [item for item in rules["components"] if item["name"] == "reach"]
    kind = kind_of(reach)
    assert isinstance(kind, Text)
    assert word(kind) == "one of Payments, Brand, Governance"
    assert read_given([reach], {"reach": "Governance"}) == read_given([reach], {"reach": 2}) == (2,)
    for wrong in (3, "3", "governance", "Goverment", True):
        with pytest.raises(GivenError):
            read_given([reach], {"reach": wrong})


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["recipients=" + ACCOUNT, "tierId=1"], ([ACCOUNT], 1)),
        (["tierId=1", f"recipients={ACCOUNT}, {ACCOUNT.lower()}"], ([ACCOUNT, ACCOUNT], 1)),
        ([f'recipients=["{ACCOUNT}"]', "tierId=1"], ([ACCOUNT], 1)),
        (["recipients=[]", "tierId=1"], ([], 1)),
    ],
)
def test_lists_in_texts(texts: list[str], values: Any) -> None:
    inputs = find_function("BrandMembership", "airdrop").inputs
    assert read_given(inputs, given_in_texts(inputs, texts)) == values


def test_a_struct_is_given_whole_or_by_its_members(tmp_path: Any) -> None:
    inputs = find_function("BrandMembership", "setUnitBounds").inputs
    bounds = {"maxUnits": 1, "maxTierUnits": 2, "perDayLeast": 3, "givenPerDayBps": 4, "soldPerDayBps": 5}
    (tmp_path / "bounds.json").write_text(json.dumps(bounds))
    ways = (
        [f"bounds.{name}={value}" for name, value in bounds.items()],
        [f"bounds={json.dumps(bounds)}"],
        [f"bounds=@{tmp_path / 'bounds.json'}"],
    )
    for texts in ways:
        assert read_given(inputs, given_in_texts(inputs, texts)) == ((1, 2, 3, 4, 5),)
    for texts in ([*ways[1], "bounds.maxUnits=1"], ["bounds.maxUnits=1", *ways[1]]):
        with pytest.raises(GivenError, match="given twice"):
            given_in_texts(inputs, texts)


def test_a_name_in_json_that_is_given_twice_is_refused() -> None:
    """The last one would be taken, and the first be lost."""
    inputs = find_function("BrandMembership", "setUnitBounds").inputs
    with pytest.raises(GivenError):
        given_in_texts(inputs, ['bounds={"maxUnits": 1, "maxUnits": 2}'])


@pytest.mark.parametrize("name", ["safeTransferFrom", "safeTransferFrom(address,address,uint256)"])
def test_an_overloaded_function_goes_by_the_one_that_is_called(name: str) -> None:
    assert find_function("BrandMembership", name).signature == "safeTransferFrom(address,address,uint256)"
    with pytest.raises(UnknownFunctionError, match="not called by hand"):
        find_function("BrandMembership", "safeTransferFrom(address,address,uint256,bytes)")


def test_leaves_are_what_a_person_gives() -> None:
    paths = [path for path, _ in leaves(find_function("MembershipDrops", "setTierPrice").inputs)]
    assert paths == ["tierId", "currency", "price"]
