"""What is kept has its room, and what was wanted last stays."""

from api.kit.kept import Kept


def test_what_was_not_wanted_for_longest_goes_first() -> None:
    kept = Kept(room=10)
    kept.keep("a", 1, 4)
    kept.keep("b", 2, 4)
    assert kept.get("a") == 1
    kept.keep("c", 3, 4)
    assert [kept.get(mark) for mark in "abc"] == [1, None, 3]


def test_what_is_larger_than_all_the_room_is_not_kept() -> None:
    kept = Kept(room=10)
    kept.keep("a", 1, 4)
    kept.keep("b", 2, 11)
    assert [kept.get(mark) for mark in "ab"] == [1, None]
