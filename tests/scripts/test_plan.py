"""The plan is checked before anything is sent, and says which entry is wrong."""

from pathlib import Path

import pytest

from scripts.plan import DeploymentPlan, PlanError
from scripts.seed_stage import PATRON
from symbia.rules.ballots.names import CURVES
from tests.scripts.plans import ACCOUNTS, CONDUCT, DEMO

MAY_BE_LEFT_OUT = ("methods", "curve", "cap", "option_bps", "answer_period", "excluded_accounts", "quorum_least")
CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def edited(tmp_path: Path, old: str, new: str) -> Path:
    """The demo's plan with one change."""
    text = DEMO.read_text()
    assert old in text
    plan = tmp_path / "plan.toml"
    plan.write_text(text.replace(old, new, 1))
    return plan


def test_the_demo_plan_is_a_plan() -> None:
    plan = DeploymentPlan.read(DEMO)
    assert [entry.name for entry in plan.proposal_types] == [
        "Product direction",
        "Marketing strategy",
        "Treasury",
        "Policy",
    ]
    assert plan.role_holders(ACCOUNTS)["BRAND"] == (ACCOUNTS[1],)
    assert plan.excluded_accounts(ACCOUNTS) == [ACCOUNTS[PATRON]]
    assert plan.grace == 3 * 86_400
    assert {entry.curve for entry in plan.proposal_types} == set(CURVES[:2])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('brand = "Juniper & Rye"', "", "brand"),
        ('brand = "Juniper & Rye"', 'brand = " "', "brand"),
        ("[governance]", "[gouvernance]", "gouvernance: is not known; did you mean governance"),
        ("timelock_delay = 172_800", "timelock_delay = -1", "timelock_delay"),
        ("timelock_delay = 172_800", "timelock_delay = true", "timelock_delay"),
        ('BRAND = ["account:1"]', "BRAND = []", "roles.BRAND"),
        ('BRAND = ["account:1"]', 'BRAND = "account:1"', "roles.BRAND"),
        ('proposer_rule = "brand_or_members"', 'proposer_rule = "anybody"', "anybody"),
        ("binding = false", 'binding = "no"', "binding"),
        ("binding = false", 'binding = false\nmethods = ["dice"]', "dice"),
        ("binding = false", "binding = false\nmethods = []", "methods"),
        ("binding = false", 'binding = false\nmethods = ["split", "split"]', "methods"),
        ("binding = false", 'binding = false\ncurve = "steep"', "steep"),
        ("cap = 20", "cap = -1", "cap"),
        ("grace = 259_200", "", "grace"),
        (
            "appeal_window = 2_592_000",
            "appeal_window = 1_900_799",
            r"appeal_window: 1900799; write 1900800 seconds \(a proposal of type 'Policy'.* to 31536000",
        ),
        ("appeal_window = 2_592_000", "appeal_window = 31_536_001", "appeal_window: 31536001"),
        ("grace = 259_200", "grace = 86_399", r"grace: 86399; write 86400 \(a day\) to 7776000 seconds \(90 days\)"),
        ("grace = 259_200", "grace = 7_776_001", "grace: 7776001"),
        ('excluded_accounts = ["account:5"]', 'excluded_accounts = "account:5"', "excluded_accounts"),
        ("[[proposal_types]]", "[[proposal_types", "TOML"),
        (
            "excluded_accounts =",
            "excluded_account =",
            "governance.excluded_account: is not known; did you mean excluded_a",
        ),
        ("answer_period = 1_209_600", "answerPeriod = 1", "proposal_types.answerPeriod: .* did you mean answer_period"),
        ("cap = 20", "caps = 20", "proposal_types.caps: is not known; did you mean cap"),
        ("price_floor =", "floor_price =", "bounds.floor_price: is not known; write one of max_units"),
        ('GUARDIAN = ["account:3"]', 'GUARDIANS = ["account:3"]', "roles.GUARDIANS: .* did you mean GUARDIAN"),
        ("[bounds]", "[bound]", "bound: is not known; did you mean bounds"),
        ('name = "Marketing strategy"', 'name = "product\u200b Direction "', "look the same"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        DeploymentPlan.read(edited(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("max_tier_units = 100_000", "max_tier_units = 99", "max_tier_units: 99; write max_units, 100, to 4294967295"),
        ("max_tier_units = 100_000", "max_tier_units = 4_294_967_296", "max_tier_units: 4294967296"),
        ("per_day_least = 5 ", "per_day_least = 268_435_456 ", "per_day_least: 268435456; write 0 to 268435455"),
        ("launch_units = 250", "launch_units = 268_435_456", "launch_units: 268435456"),
        ("launch_units = 250", "", "launch_units"),
        ("launch_sold_units = 100", "launch_sold_units = 268_435_456", "launch_sold_units: 268435456; write 0 to"),
        ("launch_sold_units = 100", "launch_sold_units = -1", "launch_sold_units"),
        ("launch_sold_units = 100", "", "launch_sold_units"),
        ("given_per_day_bps = 100", "given_per_day_bps = 101", "sold_per_day_bps: 501 together; write at most 500"),
        ("sold_per_day_bps = 200", "sold_per_day_bps = 201", "sold_per_day_bps: 502 together; write at most 500"),
    ],
)
def test_units_grow_slower_than_members_can_answer(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        DeploymentPlan.read(edited(tmp_path, old, new))


def test_a_launch_is_what_the_plan_says() -> None:
    assert DeploymentPlan.read(DEMO).bounds.launch_as_struct() == (30 * 86_400, 250, 100)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"nowhere\.toml"):
        DeploymentPlan.read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("account:80", "80 accounts"),
        ("account:x", "80 accounts"),
        ("0x12", "not an address"),
        ("0x" + "00" * 20, "not an address"),
        (CHECKSUMMED.replace("F3E9", "f3E9"), "checksum"),
    ],
)
def test_a_holder_that_is_no_account_is_refused(tmp_path: Path, entry: str, words: str) -> None:
    plan = DeploymentPlan.read(edited(tmp_path, "account:1", entry))
    with pytest.raises(PlanError, match=words):
        plan.role_holders(ACCOUNTS)


@pytest.mark.parametrize("entry", [CHECKSUMMED, CHECKSUMMED.lower()])
def test_addresses_are_checksummed(tmp_path: Path, entry: str) -> None:
    plan = DeploymentPlan.read(edited(tmp_path, "account:1", entry))
    assert plan.role_holders(ACCOUNTS)["BRAND"] == (CHECKSUMMED,)


def test_what_a_type_leaves_out_is_ordinary(tmp_path: Path) -> None:
    """Every method, votes as units, no cap, the most votes win, no answer owed, nobody excluded."""
    path = tmp_path / "plan.toml"
    others, policy = DEMO.read_text().split('name = "Policy"')
    kept = "\n".join(line for line in others.splitlines() if not line.startswith(MAY_BE_LEFT_OUT))
    kept = kept.replace(
        'name = "Treasury"', 'name = "Treasury"\nmethods = ["for_against"]'
    )  # else option_bps is needed
    path.write_text(f'{kept}\nname = "Policy"{policy}')
    plan = DeploymentPlan.read(path)
    assert {entry.as_struct()[8:15] for entry in plan.proposal_types[:2]} == {(31, 0, 0, 0, 0, 1, 0)}
    assert plan.proposal_types[2].as_struct()[8:15] == (1, 0, 0, 0, 0, 1, 0)
    assert plan.excluded_accounts(ACCOUNTS) == []


def test_rules_of_ballots_and_excluded_accounts(tmp_path: Path) -> None:
    terms = 'binding = false\nmethods = ["ranked", "for_against"]\ncurve = "square_root"\noption_bps = 3_000'
    path = edited(tmp_path, "binding = false", terms)
    path.write_text(path.read_text().replace('["account:5"]', '["account:7", "account:5"]'))
    plan = DeploymentPlan.read(path)
    assert plan.proposal_types[0].as_struct()[8:] == (17, 1, 20, 3_000, 1_209_600, 1, 0, "Product direction")
    assert plan.proposal_types[2].as_struct()[8:] == (7, 0, 0, 6_000, 0, 20, 0, "Treasury")
    assert plan.proposal_types[3].as_struct()[8:] == (1, 0, 0, 0, 0, 25, 2, "Policy")
    assert plan.excluded_accounts(ACCOUNTS) == [ACCOUNTS[5], ACCOUNTS[7]]


def test_at_most_eight_accounts_are_excluded(tmp_path: Path) -> None:
    nine = [f"account:{number}" for number in range(9)]
    plan = DeploymentPlan.read(edited(tmp_path, '["account:5"]', str(nine)))
    with pytest.raises(PlanError, match="at most 8"):
        plan.excluded_accounts(ACCOUNTS)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('reach = "governance"', 'reach = "everything"', "everything"),
        ('reach = "governance"', 'reach = "payments"', "nothing could ever be changed"),
        ('reach = "governance"', 'reach = "brand"', "nothing could ever be changed"),
        ("quorum_bps = 3_000", "quorum_bps = 5_001", "nothing could ever be changed"),
        ("approval_bps = 6_667", "approval_bps = 9_001", "nothing could ever be changed"),
        ("quorum_bps = 3_000", "quorum_bps = 2_499", "quorum_bps: 2499 in 'Policy'.*2500 in 'Treasury'"),
        ("approval_bps = 6_667", "approval_bps = 5_999", "approval_bps: 5999"),
        ("voting_delay = 864_000", "voting_delay = 86_399", "voting_delay: 86399"),
        ("voting_period = 604_800", "voting_period = 431_999", "voting_period: 431999"),
        ("quorum_least = 25", "quorum_least = 19", "quorum_least: 19"),
        ("quorum_least = 20", "quorum_least = 26", "quorum_least: 25 in 'Policy'"),
        ("quorum_least = 20", "quorum_least = 0", "quorum_least: 0 in 'Treasury'"),
        ('methods = ["for_against"]\nquorum_least = 25', "quorum_least = 25", "methods: 'Policy' reaches governance"),
        ("binding = false", 'binding = false\nreach = "brand"', "advisory"),
        (
            'reach = "governance"',
            'reach = "governance"\ncurve = "one_member_one_vote"',
            "curve: 'Policy' reaches governance",
        ),
        ('reach = "governance"', 'reach = "governance"\ncap = 20', "curve: 'Policy' reaches governance"),
        ("option_bps = 6_000", "option_bps = 5_999", "option_bps: 5999 in 'Treasury'.*6000"),
        ("option_bps = 6_000", "", "option_bps: 0 in 'Treasury'"),
        ("approval_bps = 6_000", "approval_bps = 6_001", "option_bps: 6000 in 'Treasury'.*6001"),
        ("timelock_delay = 172_800", "timelock_delay = 3_599", "timelock_delay: 3599"),
        ("timelock_delay = 172_800", f"timelock_delay = {30 * 86_400 + 1}", "30 days"),
        ("timelock_delay_floor = 3_600", "timelock_delay_floor = 172_801", "172801"),
    ],
)
def test_a_laxer_type_never_reaches_a_stricter_one(tmp_path: Path, old: str, new: str, words: str) -> None:
    """What the governor would refuse is refused before anything is sent, with the reason."""
    with pytest.raises(PlanError, match=words):
        DeploymentPlan.read(edited(tmp_path, old, new))


def with_conduct(tmp_path: Path, window: int, *, rule: str = "members", more: str = "") -> Path:
    """The demo's plan with a type that reaches the brand's contracts, faster than Policy."""
    path = edited(tmp_path, "appeal_window = 2_592_000", f"appeal_window = {window}")
    path.write_text(path.read_text() + CONDUCT.format(rule=rule, more=more))
    return path


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('curve = "one_member_one_vote"', "curve: one_member_one_vote in 'Conduct'.*units in 'Treasury'"),
        ('curve = "square_root"', "curve: square_root in 'Conduct'"),
        ("cap = 20", "cap: 20 in 'Conduct'.*0 in 'Treasury'"),
    ],
)
def test_wallets_never_get_at_what_units_hold(tmp_path: Path, more: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        DeploymentPlan.read(with_conduct(tmp_path, 2_592_000, more=more))


def test_the_appeal_window_has_room_for_the_fastest_appeal(tmp_path: Path) -> None:
    """Payments are decided faster, and dismiss nothing; nor does a type of the brand alone. The voting delay
    counts in the launch: afterwards what only dismisses notices has its snapshot at once. A day of it, 5 of voting, 1
    of a late quorum, 2 of the timelock, 2 to act; of Policy 10 and 7."""
    fastest = (1 + 5 + 1 + 2 + 2) * 86_400
    assert DeploymentPlan.read(with_conduct(tmp_path, fastest)).appeal_window == fastest
    with pytest.raises(PlanError, match=f"write {fastest} seconds .*'Conduct'"):
        DeploymentPlan.read(with_conduct(tmp_path, fastest - 1))
    with pytest.raises(PlanError, match=f"write {fastest + 11 * 86_400} seconds .*'Policy'"):
        DeploymentPlan.read(with_conduct(tmp_path, fastest, rule="brand"))


@pytest.mark.parametrize(
    ("launch", "days"), [(0, 7 + 5), (86_400, 1 + 7 + 5), (9 * 86_400, 9 + 7 + 5), (10 * 86_400, 22), (90 * 86_400, 22)]
)
def test_an_appeal_waits_for_its_delay_or_the_launch_s_end(tmp_path: Path, launch: int, days: int) -> None:
    """Of Policy: 10 days, 7 of voting, 1 of a late quorum, 2 of the timelock, 2 to act."""
    for window in (days * 86_400, days * 86_400 - 1):
        path = edited(tmp_path, "launch_period = 2_592_000", f"launch_period = {launch}")
        path.write_text(path.read_text().replace("appeal_window = 2_592_000", f"appeal_window = {window}"))
        if window == days * 86_400:
            assert DeploymentPlan.read(path).appeal_window == window
        else:
            with pytest.raises(PlanError, match=f"write {days * 86_400} seconds .*'Policy'"):
                DeploymentPlan.read(path)


def test_a_type_for_the_brand_alone_is_no_way_to_change_everything(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    others, policy = DEMO.read_text().split('name = "Policy"')
    path.write_text(f'{others}name = "Policy"{policy.replace("brand_or_members", "brand")}')
    with pytest.raises(PlanError, match="nothing could ever be changed"):
        DeploymentPlan.read(path)
