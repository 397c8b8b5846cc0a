"""Drafts of proposals, before anything is asked of the node."""

from typing import Any

import pytest

from api.proposals.drafts.submitting import description_of

ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
DRAFT = {"proposer": ADDRESS, "type": 1, "title": "Refill stations", "document": "Please."}


def test_the_description_ends_with_the_proposer_as_openzeppelin_reads_it() -> None:
    assert description_of("Soap", CID, ADDRESS.lower()) == f"# Soap\n\nipfs://{CID}\n\n#proposer={ADDRESS}"


def test_a_document_above_the_limit_is_refused(brand: Any) -> None:
    brand.head()
    brand.proposal_type()
    client = brand.client(content_max_bytes=100)
    answer = client.post("/v1/proposals/prepare", json={**DRAFT, "document": "ä" * 51})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    fits = client.post("/v1/proposals/prepare", json={**DRAFT, "document": "ä" * 50})
    assert fits.json()["code"] == "chain_unavailable"


def test_an_unknown_type_is_refused_before_anything_is_pinned(brand: Any, client: Any) -> None:
    brand.head()
    assert client.post("/v1/proposals/prepare", json=DRAFT).json()["code"] == "not_found"
    assert not [one for one in brand.settings.content_dir.rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \t "}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"document": ""}, "document"),
        ({"document": "a\u0000b"}, "document"),
        ({"proposer": "0x12"}, "proposer"),
        ({"type": 0}, "type"),
        ({"actions": [{"target": "0x" + "1" * 40, "value": "-1"}]}, "actions.0.value"),
        ({"actions": [{"target": "0x" + "1" * 40, "value": str(2**256)}]}, "actions.0.value"),
        ({"actions": [{"target": "0x" + "1" * 40, "calldata": "0x123"}]}, "actions.0.calldata"),
        ({"actions": [{"target": "0x" + "1" * 40}] * 21}, "actions"),
        ({"method": "lottery"}, "method"),
        ({"options": [{"label": "A"}, {"label": "B"}]}, "options"),
        ({"method": "approval"}, "options"),
        ({"method": "approval", "options": [{"label": "A"}]}, "options"),
        ({"method": "split", "options": [{"label": "A"}] * 11}, "options"),
        ({"method": "ranked", "options": [{"label": "A"}] * 7}, "options"),
        ({"method": "single_choice", "options": [{"label": "A"}, {"label": " "}]}, "options.1.label"),
        ({"method": "single_choice", "options": [{"label": "A"}, {"label": "\u3164"}]}, "options.1.label"),
        *(
            ({"method": "ranked", "options": [{"label": "Juniper"}, {"label": "Rye"}, {"label": same}]}, "options")
            for same in ("Juniper", "juniper ", "Jun\u200biper", "\u0408uniper", "\uff32ye")
        ),
        (
            {
                "method": "single_choice",
                "options": [{"label": "A"}, {"label": "B"}],
                "actions": [{"target": "0x" + "1" * 40}],
            },
            "options",
        ),
    ],
)
def test_drafts_that_do_not_fit_name_the_field(brand: Any, client: Any, changed: dict[str, Any], field: str) -> None:
    brand.head()
    answer = client.post("/v1/proposals/prepare", json={**DRAFT, **changed})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_a_method_that_the_type_does_not_allow_is_refused_with_those_it_does(brand: Any, client: Any) -> None:
    brand.head()
    brand.proposal_type(name="Treasury", methods=0b11)
    options = [{"label": "A"}, {"label": "B"}]
    answer = client.post("/v1/proposals/prepare", json={**DRAFT, "method": "ranked", "options": options})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "type_refuses_method")
    assert body["methods"] == ["for_against", "single_choice"]
    assert "Treasury) are voted on by for_against, single_choice, not by ranked" in body["detail"]
    assert not [one for one in brand.settings.content_dir.rglob("*") if one.is_file()]
    allowed = client.post("/v1/proposals/prepare", json={**DRAFT, "method": "single_choice", "options": options})
    assert allowed.json()["code"] == "chain_unavailable"
