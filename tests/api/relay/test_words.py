"""What receipts and the relay say, as codes with values beside the words: rows as the relay leaves them."""

from dataclasses import replace
from typing import Any

import pytest

from symbia import tables as models
from symbia.tables.texts import kept
from symbia.text import Text
from tests.api.conftest import HASH, NOW
from tests.api.web import rows

RECEIPT = rows.signed_ballot(1, 2, 1).receipt
SAID = {"code": "relay.standing.said", "values": {"told": "Gas is dear."}}
FIRST = {"code": "relay.receipt.first", "values": {}}
LEAVES_AT = "2027-01-15T08:00:30Z"


@pytest.fixture
def office(brand: Any) -> Any:
    """A brand whose clock stands at the head's second, and a way to put ballots into its tables."""
    brand.head()
    brand.proposal()
    return brand


def ask(office: Any, path: str, language: str = "") -> Any:
    client = office.client()
    services = client.app.state.services
    client.app.state.services = replace(services, clock=lambda: NOW)
    return client.get(path, headers={"Accept-Language": language} if language else {})


def receipt(office: Any, changed: dict[str, Any], *, batch: Any = None, relay: dict[str, Any] | None = None) -> Any:
    """The reason of one ballot, and its code and values."""
    office.add(rows.relay(heartbeat_at=NOW, **(relay or {})))
    if batch is not None:
        office.add(batch)
    office.add(rows.signed_ballot(1, 2, 1, **{"received_at": NOW, **changed}))
    answer = ask(office, f"/v1/ballots/receipts/{RECEIPT}")
    assert answer.status_code == 200, answer.text
    said = answer.json()["receipt"]
    return said["reason"], said["words"]["reason"]


def mined(*, final: bool) -> models.BallotBatch:
    batch = rows.batch("b", gas=24_000, gas_price=10**9)
    batch.final = final
    return batch


def test_a_ballot_that_waits_says_when_it_leaves(office: Any) -> None:
    assert receipt(office, {}) == (
        "It waits to be sent. No other ballot waits before it. It leaves 2027-01-15 08:00:30 UTC at the latest. Until "
        "then it can be replaced by signing another.",
        {"code": "relay.receipt.waiting", "values": {"before": FIRST, "leaves_at": LEAVES_AT}},
    )


@pytest.mark.parametrize(
    ("others", "said"), [(1, "One other waits before it."), (2, "2 other ballots wait before it.")]
)
def test_ballots_that_came_before_are_counted(office: Any, others: int, said: str) -> None:
    office.add(*(rows.signed_ballot(1, voter, 1) for voter in range(3, 3 + others)))
    reason, words = receipt(office, {})
    assert said in reason
    assert words["values"]["before"] == {"code": "relay.receipt.ahead", "values": {"n": others}}


def test_a_relay_that_does_not_work_is_the_reason_to_wait(office: Any) -> None:
    relay = {"state": "waiting_for_fee", "told": "Gas is dear."}
    assert receipt(office, {}, relay=relay) == (
        "It is kept, and waits. Gas is dear.",
        {"code": "relay.receipt.kept", "values": {"told": SAID}},
    )


def test_a_silent_relay_is_said_with_how_long(office: Any) -> None:
    office.add(rows.relay(heartbeat_at=NOW - 600), rows.signed_ballot(1, 2, 1))
    record = ask(office, "/v1/relay").json()["relay"]
    assert record["told"] == (
        "The relay has given no sign of life for 10 minutes. Ballots that it took are kept and wait until it is "
        "started again; members can cast theirs directly: POST /v1/ballots/prepare."
    )
    assert record["words"] == {"told": {"code": "relay.standing.stopped", "values": {"silent": 600}}}
    words = ask(office, f"/v1/ballots/receipts/{RECEIPT}").json()["receipt"]["words"]
    assert words["reason"] == {"code": "relay.receipt.kept", "values": record["words"]}


def test_no_relay(office: Any) -> None:
    record = ask(office, "/v1/relay").json()["relay"]
    assert (record["told"], record["words"]["told"]["code"]) == ("This server runs no relay.", "relay.standing.none")


def test_a_ballot_on_its_way(office: Any) -> None:
    assert receipt(office, {"state": "sent", "batch_key": "b"}, batch=mined(final=False)) == (
        f"It is on its way to the chain in transaction {HASH}, and can no longer be replaced.",
        {"code": "relay.receipt.sent", "values": {"tx_hash": HASH}},
    )


def test_a_ballot_that_is_about_to_be_sent_by_a_relay_that_is_hindered(office: Any) -> None:
    reason, words = receipt(office, {"state": "sent"}, relay={"state": "waiting_for_fee", "told": "Gas is dear."})
    assert reason == (
        "It is on its way to the chain in a transaction about to be sent, and can no longer be replaced. Gas is dear."
    )
    leaving = {"code": "relay.receipt.leaving", "values": {}}
    assert words == {"code": "relay.receipt.hindered", "values": {"sent": leaving, "told": SAID}}


@pytest.mark.parametrize(
    ("final", "code", "said"),
    [
        (True, "relay.receipt.counted", "It counts for 5 votes."),
        (
            False,
            "relay.receipt.not_final",
            "It counts for 5 votes. A reorganisation of the chain could still undo that; then it is sent again.",
        ),
    ],
)
def test_a_ballot_that_counts(office: Any, final: bool, code: str, said: str) -> None:
    changed = {"state": "counted", "batch_key": "b"}
    assert receipt(office, changed, batch=mined(final=final)) == (said, {"code": code, "values": {"n": 5}})


def test_a_ballot_that_was_replaced(office: Any) -> None:
    assert receipt(office, {"state": "replaced"}) == (
        "Another ballot of the same account took its place before it was sent.",
        {"code": "relay.receipt.replaced_for_good", "values": {}},
    )


@pytest.mark.parametrize(
    ("state", "code", "begins"),
    [
        ("expired", "relay.receipt.expired", "It was NOT counted: its time passed before the relay could bring it. "),
        ("skipped", "relay.receipt.not_counted", "It was not counted. "),
        ("invalid", "relay.receipt.not_counted", "It was not counted. "),
    ],
)
def test_a_ballot_that_does_not_count_says_why(office: Any, state: str, code: str, begins: str) -> None:
    reason, words = receipt(office, {"state": state, "problem": "closed"})
    assert reason.startswith(f"{begins}Voting on proposal 1 ended 2027-01-15 08:08:20 UTC.")
    assert (words["code"], words["values"]["why"]["code"]) == (code, "ballots.problem.closed_at")
    assert words["values"]["why"]["values"]["at"] == "2027-01-15T08:08:20Z"


@pytest.mark.parametrize(
    ("told", "said", "value"),
    [
        (None, "The contract passed it over.", {"code": "relay.receipt.passed_over", "values": {}}),
        ("Moody(1)", "Moody(1)", "Moody(1)"),
        (
            kept(Text("relay.told.reverted")),
            "Its batch reverted.",
            {"code": "relay.told.reverted", "values": {}},
        ),
    ],
)
def test_a_refusal_that_the_contracts_do_not_number(office: Any, told: Any, said: str, value: Any) -> None:
    assert receipt(office, {"state": "invalid", "told": told}) == (
        f"It was not counted. {said} Sign it again, or cast it directly: POST /v1/ballots/prepare prepares the "
        "transaction.",
        {
            "code": "relay.receipt.not_counted",
            "values": {"why": {"code": "relay.receipt.unnamed", "values": {"told": value}}},
        },
    )


def test_a_receipt_that_nobody_has(office: Any) -> None:
    answer = ask(office, f"/v1/ballots/receipts/{'0' * 64}")
    assert (answer.status_code, answer.json()["words"]["detail"]) == (
        404,
        {"code": "relay.problem.no_receipt", "values": {}},
    )


def test_in_chinese_what_is_not_translated_is_english_and_the_codes_are_the_same(office: Any) -> None:
    office.add(rows.relay(heartbeat_at=NOW), rows.signed_ballot(1, 2, 1))
    english, chinese = (ask(office, f"/v1/ballots/receipts/{RECEIPT}", language) for language in ("en", "zh-CN"))
    assert chinese.headers["content-language"] == "zh"
    assert chinese.json()["receipt"]["words"] == english.json()["receipt"]["words"]
    assert chinese.json()["receipt"]["reason"]
