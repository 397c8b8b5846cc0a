"""Why an account may not call a function, in words and as data."""

from typing import Any

import pytest

from api.kit.problems import ProblemError
from api.prepare.roles import SHOWN, role_missing
from symbia import tables as models
from symbia.rules.addresses import checksum
from symbia.words import speaking, word
from tests.api.conftest import NOW

SELECTOR = "0x12345678"
WHO = f"0x{1:040x}"


def holder(number: int, **changed: Any) -> models.RoleMember:
    fields = {"role_id": "7", "execution_delay": 0, "since": 5, "block_number": 1, **changed}
    return models.RoleMember(account=f"0x{number:040x}", **fields)


@pytest.fixture
def refuse(brand: Any) -> Any:
    """Refuses WHO a function of the membership contract."""
    brand.head()
    target = f"0x{0xC2:040x}"
    brand.add(models.FunctionPermission(target=target, selector=SELECTOR, role_id="7"))

    def refuse(*rows: Any) -> ProblemError:
        brand.add(*rows)
        problem: ProblemError = brand.read(lambda reading: role_missing(reading, "BrandMembership", SELECTOR, WHO))
        return problem

    return refuse


def test_nobody_holds_a_role_without_a_name(refuse: Any) -> None:
    problem = refuse()
    assert problem.detail == (
        f"This takes the role role 7, and {checksum(WHO)} does not hold it. Nobody else holds it; a binding proposal "
        "can grant it."
    )
    assert problem.extra == {"role": "role 7", "role_id": "7", "holders": []}
    assert problem.text.values["why"].values["role"].as_json() == {"code": "prepare.role.unnamed", "values": {"id": 7}}
    with speaking("zh"):
        assert problem.detail == (
            f"此操作需要角色7号角色，而{checksum(WHO)}没有该角色。没有其他人持有它；可以通过有约束力的提案授予。"
        )


def test_those_who_hold_it_are_named_and_the_rest_counted(refuse: Any) -> None:
    problem = refuse(models.Role(role_id="7", label="ISSUER"), *[holder(number) for number in range(2, 10)])
    advice = problem.text.values["advice"]
    assert (len(advice.values["holders"]), advice.values["more"]) == (SHOWN, 3)
    assert word(advice).endswith(" and 3 more: let one of them sign.")
    assert word(advice, "zh").endswith("，另有3个。请其中一位签名。")
    assert len(problem.extra["holders"]) == 8


def test_a_grant_that_begins_later_says_when(refuse: Any) -> None:
    problem = refuse(models.Role(role_id="7", label="ISSUER"), holder(1, since=NOW + 9))
    why = problem.text.values["why"].as_json()
    assert (why["code"], why["values"]["at"]) == ("prepare.role.later", "2027-01-15T08:00:09Z")


def test_a_delay_is_given_in_seconds_and_said_in_words(refuse: Any) -> None:
    problem = refuse(models.Role(role_id="7", label="ISSUER"), holder(1, execution_delay=90_000))
    why = problem.text.values["why"]
    assert why.values["delay"] == 90_000
    assert "schedule the call in BrandAccess 1 day 1 hour ahead." in word(why)
    assert "请提前1天1小时" in word(why, "zh")
