"""Contract wallets that take a signature when they are asked, and refuse it when it is mined."""

from pathlib import Path

from .booth import Booth, said


def test_the_relay_pays_for_one_refusal_not_for_three(tmp_path: Path) -> None:
    booth = Booth(tmp_path)
    booth.hand_in(1, kind="wallet")
    booth.hand_in(2)
    booth.now += 6
    booth.bring()
    assert booth.states() == ["invalid", "counted"]
    assert [one.state for one in booth.batches() if one.kind == "wallet"] == ["reverted"]
    told = said(booth.rows()[0].told or "")
    assert "reverted" in told
    booth.close()
