"""Sentences about memberships as codes with values: what a program reads beside the words, in every language."""

from typing import Any

import pytest

from api.facts.membership import State
from symbia.words import catalogue
from tests.api.conftest import NOW

DAY = 86_400
HOLDER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
OTHER = f"0x{2:040x}"


@pytest.fixture
def club(brand: Any) -> Any:
    """Membership 1 (Trial) is over for ten days, 2 (Gold) is for life."""
    brand.tier(1, 10, name="Gold")
    brand.tier(2, 3, name="Trial", duration=30 * DAY)
    brand.at(NOW - 40 * DAY)
    brand.issue(HOLDER.lower(), 2)
    brand.issue(HOLDER.lower(), 1)
    brand.head()
    return brand


def explanation(client: Any, token: int) -> Any:
    """Code and values of what the state costs."""
    membership = client.get(f"/v1/memberships/{token}").json()["membership"]
    return membership["words"].get("explanation")


def test_what_costs_nothing_has_no_words(club: Any, client: Any) -> None:
    assert client.get("/v1/memberships/2").json()["membership"]["words"] == {}


def test_an_expired_membership(club: Any, client: Any) -> None:
    assert explanation(client, 1) == {
        "code": "memberships.explained.expired",
        "values": {"at": "2027-01-05T08:00:00Z", "n": 3},
    }


def test_a_lapsed_membership_under_notice_says_both_with_their_times(club: Any, client: Any) -> None:
    club.at(NOW - DAY)
    club.life.lapse(1)
    club.life.notice(1, NOW + DAY)
    appeal = {"code": "memberships.explained.appeal", "values": {"token": 1, "until": "2027-01-16T08:00:00Z"}}
    lapsed = {"at": "2027-01-05T08:00:00Z", "n": 3, "since": "2027-01-14T08:00:00Z"}
    assert explanation(client, 1) == {
        "code": "memberships.explained.over_and_noticed",
        "values": {
            "over": {"code": "memberships.explained.lapsed_since", "values": lapsed},
            "notice": {
                "code": "memberships.explained.notice_since",
                "values": {"since": "2027-01-14T08:00:00Z", "appeal": appeal},
            },
        },
    }
    text = client.get("/v1/memberships/1").json()["membership"]["explanation"]
    assert text == (
        "Its time was over 2027-01-05 08:00:00 UTC. It was lapsed 2027-01-14 08:00:00 UTC: its 3 units do not count, "
        "and perks refuse it. Renew it: its units count again at once. Anybody can pay for it. The brand gave notice "
        "2027-01-14 08:00:00 UTC that it means to revoke it; `reason` says why. Meanwhile it can be renewed, but not "
        "transferred, moved to another tier or used for perks. Appeal by a binding proposal whose action is "
        "dismissRevocation(1): it must be executed before 2027-01-16 08:00:00 UTC. The brand can also withdraw."
    )


def test_a_late_appeal_and_an_end(club: Any, client: Any) -> None:
    club.life.notice(2, NOW)
    notice = explanation(client, 2)
    assert notice["values"]["appeal"] == {
        "code": "memberships.explained.appeal_late",
        "values": {"token": 2, "until": "2027-01-15T08:00:00Z", "over": "2027-02-14T08:00:00Z"},
    }
    for second, code in ((30 * DAY - 1, "appeal_late"), (30 * DAY, "notice_over")):
        club.head(NOW + second)
        assert explanation(client, 2)["values"]["appeal"]["code"] == f"memberships.explained.{code}"
    club.life.end(2, revoked=True)
    ended = explanation(client, 2)
    assert (ended["code"], ended["values"]["account"], ended["values"]["token"]) == (
        "memberships.explained.revoked", HOLDER, 2
    )  # fmt: skip


def test_the_history_says_what_happened_as_data(club: Any, client: Any) -> None:
    club.at(NOW - 100)
    club.life.change_tier(2, 2, NOW + DAY)
    club.life.change_tier(2, 1, None)
    club.transfer(2, OTHER)
    events = client.get("/v1/memberships/2/history").json()["events"]
    assert [event["words"]["text"] for event in events] == [
        {"code": "memberships.history.issued", "values": {"recipient": HOLDER}},
        {
            "code": "memberships.history.moved_until",
            "values": {"tier": "Trial", "until": "2027-01-16T08:00:00Z", "n": 10, "units": 3},
        },
        {"code": "memberships.history.moved_for_life", "values": {"tier": "Gold", "n": 3, "units": 10}},
        {"code": "memberships.history.transferred", "values": {"sender": HOLDER, "recipient": OTHER}},
    ]
    assert events[2]["text"] == "Moved to Gold for life, from 3 units to 10."


def test_units_that_count_again_are_counted_in_the_right_number(club: Any, client: Any) -> None:
    club.tier(3, 1, duration=30 * DAY)
    club.at(NOW - 40 * DAY)
    token = club.issue(OTHER, 3)
    club.at(NOW - 100)
    club.life.lapse(token)
    club.life.renew(token, NOW + DAY)
    lapsed, renewed = (event["text"] for event in client.get(f"/v1/memberships/{token}/history").json()["events"][1:])
    assert lapsed == "Lapsed: its time was over, and its 1 unit stopped counting."
    assert renewed == "Renewed until 2027-01-16 08:00:00 UTC. Its 1 unit counts again."


@pytest.mark.parametrize(
    ("path", "code", "values"),
    [
        (
            "/v1/memberships/9",
            "kit.reading.missing",
            {
                "thing": {"code": "memberships.unknown.membership", "values": {"token": 9}},
                "known": {"code": "memberships.unknown.issued", "values": {"n": 2}},
                "block": 1_000,
            },
        ),
        (
            "/v1/tiers/7",
            "kit.reading.missing",
            {
                "thing": {"code": "memberships.tier", "values": {"tier": 7}},
                "known": {"code": "memberships.unknown.see_tiers", "values": {}},
                "block": 1_000,
            },
        ),
        (
            "/v1/memberships/joins?from=2027-01-02&to=2027-01-01",
            "memberships.problem.days_in_wrong_order",
            {"first": "2027-01-02", "last": "2027-01-01"},
        ),
        (
            "/v1/memberships/joins?from=2028-01-01&to=2029-01-01",
            "memberships.problem.too_many_days",
            {"n": 366, "first": "2028-01-01"},
        ),
        ("/v1/memberships/1/metadata", "memberships.no_metadata.collection_unknown", {}),
    ],
)
def test_a_problem_has_its_code_and_values(
    club: Any, client: Any, path: str, code: str, values: dict[str, Any]
) -> None:
    assert client.get(path).json()["words"]["detail"] == {"code": code, "values": values}


@pytest.mark.parametrize("state", ["burnt", "revoked"])
def test_how_a_membership_without_metadata_ended(club: Any, client: Any, state: State) -> None:
    club.life.end(2, revoked=state == "revoked")
    problem = client.get("/v1/memberships/2/metadata").json()
    assert problem["words"]["detail"] == {"code": f"memberships.no_metadata.{state}", "values": {"token": 2}}
    assert problem["detail"] == (
        f"Membership 2 is {state} and has no metadata any more. /v1/memberships/2 tells what became of it."
    )


@pytest.mark.parametrize("path", ["/v1/memberships/1", "/v1/memberships/1/history", "/v1/memberships/9"])
def test_in_chinese_the_codes_are_the_same(club: Any, client: Any, path: str) -> None:
    english, chinese = client.get(path), client.get(f"{path}?lang=zh")
    assert (chinese.status_code, chinese.headers["content-language"]) == (english.status_code, "zh")
    assert all(
        spoken == meant for spoken, meant in zip(words_in(chinese.json()), words_in(english.json()), strict=True)
    )
    assert words_in(chinese.json())


def words_in(value: Any) -> list[Any]:
    """All codes with their values in an answer, in its order, and that each is in the catalogue."""
    if isinstance(value, list):
        return [text for item in value for text in words_in(item)]
    if not isinstance(value, dict):
        return []
    own = list(value.get("words", {}).values())
    assert all(text["code"] in catalogue("zh") for text in own)
    return own + [text for name, item in value.items() if name != "words" for text in words_in(item)]


def test_what_does_not_fit_is_said_in_our_words(club: Any, client: Any) -> None:
    answer = client.get("/v1/memberships/expiring?within=1y").json()
    assert answer["detail"] == (
        "within: write a number of days, hours or minutes up to 100 years, such as 30d, 12h or 45m."
    )
