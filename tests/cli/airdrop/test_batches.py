"""A list cut into calls."""

from hypothesis import given
from hypothesis import strategies as st

from cli.airdrop.batches import batches
from symbia.rules.member_list import Row

rows = st.lists(st.integers(1, 3), max_size=40).map(
    lambda tiers: [Row(number + 2, f"0x{number:040x}", tier) for number, tier in enumerate(tiers)]
)


sizes = st.fixed_dictionaries(dict.fromkeys((1, 2, 3), st.integers(1, 12)))


@given(rows, sizes)
def test_every_row_is_in_one_batch_of_its_tier(wanted: list[Row], sizes: dict[int, int]) -> None:
    parts = batches(wanted, sizes)
    assert [batch.number for batch in parts] == list(range(1, len(parts) + 1))
    assert all(0 < len(batch.accounts) <= sizes[batch.tier_id] for batch in parts)
    assert sorted((account, batch.tier_id) for batch in parts for account in batch.accounts) == sorted(
        (row.account, row.tier_id) for row in wanted
    )


@given(rows, sizes)
def test_a_tier_takes_no_more_batches_than_it_must(wanted: list[Row], sizes: dict[int, int]) -> None:
    parts = batches(wanted, sizes)
    for tier in {row.tier_id for row in wanted}:
        members = sum(1 for row in wanted if row.tier_id == tier)
        assert sum(1 for batch in parts if batch.tier_id == tier) == -(-members // sizes[tier])
