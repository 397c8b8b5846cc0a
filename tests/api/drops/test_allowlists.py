"""Allowlists as people send them."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.drops.allowlists import NoAllowlist, from_csv, from_json, of_document
from api.drops.allowlists.trees import allowlist_of, as_document
from api.kit.problems import ProblemError
from api.prepare.sources import pin_json
from symbia.content import ContentNotFound, ContentStore, cid_from_uri, open_store
from symbia.rules.addresses import checksum
from symbia.rules.drops.merkle import Allowlist, fits
from symbia.words import word

ONE, TWO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
LIST = [[ONE, "2"], [TWO, 1]]
ENTRIES = [(ONE.lower(), 2), (TWO.lower(), 1)]
MANY = [(f"0x{number:040x}", 1) for number in range(1, 8)]
UNSORTED = Allowlist.of(MANY, sort=False)  # has another root than the same list sorted
EMPTY: tuple[Any, ...] = ([], None, {}, 1, 0, False, [[]])


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return open_store(tmp_path, None)


def problems(error: pytest.ExceptionInfo[ProblemError]) -> list[tuple[int, str]]:
    assert error.value.code == "invalid_allowlist"
    return [(one["row"], one["column"]) for one in error.value.extra["problems"]]


def test_csv() -> None:
    assert from_csv(f"account,allowance\n{ONE},2\n\n {TWO.lower()} , 1 \n") == ENTRIES
    assert from_csv(f"\ufeffAccount\r\n{ONE}\r\n") == [(ONE.lower(), 1)]


def test_json() -> None:
    assert from_json(LIST) == ENTRIES


@pytest.mark.parametrize("sort", [True, False])
def test_a_dump_gives_the_tree_that_it_says(sort: bool) -> None:
    """Its entries may stand in any order: the tree's is that of `treeIndex`."""
    for entries in (ENTRIES, ENTRIES[::-1], MANY):
        tree = Allowlist.of(entries, sort=sort)
        found = allowlist_of(dump_of(tree))
        assert (found.root, found.allowances) == (tree.root, dict(entries))
        assert all(fits(tree.root, account, allowance, found.proof(account)) for account, allowance in entries)
        assert allowlist_of(as_document(found)).root == tree.root


def test_a_dump_of_another_root_is_refused_with_both() -> None:
    dump = dump_of(Allowlist.of(ENTRIES))
    dump["tree"] = ["0x" + "ab" * 32, *dump["tree"][1:]]
    with pytest.raises(ProblemError) as error:
        allowlist_of(dump)
    said = word(error.value.text)
    assert error.value.code == "invalid_allowlist"
    assert "ab" * 32 in said
    assert Allowlist.of(ENTRIES).root in said


@pytest.mark.parametrize(
    "change",
    [
        {"format": "simple-v1"},
        {"leafEncoding": ["address"]},
        {"values": None},
        {"values": []},
        {"tree": []},
        {"tree": None},
        {"values": [{"value": [account, "1"]} for account, _ in MANY]},
    ],
)
def test_a_dump_that_cannot_be_used(change: dict[str, Any]) -> None:
    with pytest.raises(ProblemError) as error:
        allowlist_of({**dump_of(UNSORTED), **change})
    assert error.value.code == "invalid_allowlist"


def test_every_problem_of_a_csv_at_once() -> None:
    wrong = f"account,allowance\nnobody,1\n{ONE},0\n{TWO},1\n{TWO},2\n0x{'0' * 40},1\n{ONE[:-1]}D,x\n"
    with pytest.raises(ProblemError) as error:
        from_csv(wrong)
    assert problems(error) == [
        (2, "account"),
        (3, "allowance"),
        (5, "account"),
        (6, "account"),
        (7, "account"),
        (7, "allowance"),
    ]


def test_every_problem_of_json_at_once() -> None:
    with pytest.raises(ProblemError) as error:
        from_json([[ONE, True], "x", [TWO, 2**256], [ONE, "1"], [TWO]])
    assert problems(error) == [
        (1, "allowance"),
        (2, "account"),
        (2, "allowance"),
        (3, "allowance"),
        (5, "account"),
        (5, "allowance"),
    ]


@pytest.mark.parametrize("text", ["", "address\n", f"{ONE}\n", "account,allowance\n", 'account\n"'])
def test_what_is_no_list_is_said(text: str) -> None:
    with pytest.raises(ProblemError) as error:
        from_csv(text)
    assert error.value.code == "invalid_allowlist"


@pytest.mark.parametrize("value", [None, {}, [], "x", 1])
def test_json_that_is_no_list(value: Any) -> None:
    with pytest.raises(ProblemError) as error:
        from_json(value)
    assert error.value.code == "invalid_allowlist"


def test_documents_hold_or_name_a_list(store: ContentStore) -> None:
    root = Allowlist.of(ENTRIES).root
    linked = pin_json(store, LIST)
    for document in (LIST, {"name": "First", "allowlist": LIST}, {"name": "First", "allowlist": linked}):
        assert of_document(store, pin_json(store, document)).root == root


def test_documents_without_a_list(store: ContentStore) -> None:
    for document in ({"name": "First"}, {"name": "First", "allowances": [[ONE, "2"]]}, 1, "x", None):
        uri = pin_json(store, document)
        with pytest.raises(NoAllowlist):
            of_document(store, uri)
    text = f"ipfs://{store.put(b'Read this.')}"
    with pytest.raises(NoAllowlist):
        of_document(store, text)


@pytest.mark.parametrize(
    "document",
    [
        *({"name": "VIP only", "allowlist": empty} for empty in EMPTY),
        *(
            {"name": "VIP only", name: LIST}
            for name in ("allowList", "allow_list", "Allowlist", "ALLOWLIST", "alowlist", "allowlists", "whitelist")
        ),
        [],
        {"format": "standard-v1", "leafEncoding": ["address"], "tree": ["0x00"], "values": LIST},
        {"format": "simple-v1", "tree": ["0x00"], "values": LIST},
    ],
)
def test_what_was_meant_to_be_a_list_is_never_none(store: ContentStore, document: Any) -> None:
    """Read as none, it would open the drop to everybody, for good."""
    with pytest.raises(ProblemError) as error:
        of_document(store, pin_json(store, document))
    assert error.value.code == "invalid_allowlist"


@pytest.mark.parametrize("data", [b"account,allowance\n0x00,1\n", b"\xef\xbb\xbfAccount\r\n", b"", b"not json"])
def test_what_a_document_names_must_be_a_list(store: ContentStore, data: bytes) -> None:
    linked = {"allowlist": f"ipfs://{store.put(data or b' ')}"}
    with pytest.raises(ProblemError) as error:
        of_document(store, pin_json(store, linked))
    assert error.value.code == "invalid_allowlist"
    if b"ccount" in data:
        with pytest.raises(ProblemError) as error:
            of_document(store, f"ipfs://{store.put(data)}")
        assert error.value.code == "invalid_allowlist"


def test_a_list_that_comes_later_is_found(store: ContentStore, tmp_path: Path) -> None:
    """What is not there is not remembered."""
    other = open_store(tmp_path / "other", None)
    uri = pin_json(other, LIST)
    with pytest.raises(ContentNotFound):
        of_document(store, uri)
    assert store.put(other.get(cid_from_uri(uri))) == cid_from_uri(uri)
    assert of_document(store, uri).allowances == dict(ENTRIES)


def test_pinning_over_http(client: Any) -> None:
    csv = client.post(
        "/v1/drops/allowlist", content=f"account,allowance\n{TWO},1\n{ONE},2\n", headers=typed("text/csv")
    )
    as_json = client.post("/v1/drops/allowlist", json=LIST)
    assert csv.status_code == 201
    assert csv.json() == as_json.json()  # however it is written, the same list is the same document
    answer = csv.json()
    assert (answer["root"], answer["entries"], answer["allowance"]) == (Allowlist.of(ENTRIES).root, 2, "3")
    pinned = client.get(f"/v1/content/{answer['cid']}").json()
    assert pinned == sorted([[ONE, "2"], [TWO, "1"]], key=lambda one: one[0].lower())


def test_pinning_what_is_no_list(client: Any) -> None:
    def send(content: bytes, media_type: str) -> Any:
        return client.post("/v1/drops/allowlist", content=content, headers=typed(media_type)).json()

    assert send(b"x", "text/plain")["code"] == "invalid_request"
    assert send(b"\xff", "text/csv; charset=utf-8")["code"] == "invalid_allowlist"
    assert send(b"{", "application/json")["detail"] == "The list is not JSON."
    assert send(json.dumps({}).encode(), "application/json")["code"] == "invalid_allowlist"
    (problem,) = send(b"account\nx\n", "text/csv")["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "account", "x")


def test_pinning_a_dump_with_leaves_in_order(client: Any) -> None:
    """The answer has the dump's root, and what is pinned gives it again."""
    assert UNSORTED.root != Allowlist.of(MANY).root
    answer = client.post("/v1/drops/allowlist", json=dump_of(UNSORTED)).json()
    assert answer["root"] == UNSORTED.root
    assert allowlist_of(client.get(f"/v1/content/{answer['cid']}").json()).root == UNSORTED.root


def dump_of(tree: Allowlist) -> dict[str, Any]:
    """As StandardMerkleTree.dump() writes it."""
    return {
        "format": "standard-v1",
        "leafEncoding": ["address", "uint256"],
        "tree": ["0x" + node.hex() for node in tree.nodes],
        "values": [
            {"value": [checksum(account), str(allowance)], "treeIndex": tree.places[account]}
            for account, allowance in tree.allowances.items()
        ],
    }


def typed(media_type: str) -> dict[str, str]:
    return {"content-type": media_type}
