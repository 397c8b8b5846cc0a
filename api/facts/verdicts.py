"""What one rule says about an account, as every answer on eligibility carries it."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.kit.worded import Sentence, Worded
from symbia.text import Text


class RuleVerdict(Worded):
    """What one rule says. A domain's own verdict narrows `rule` to its rules."""

    rule: str
    passed: bool | None
    value: int
    threshold: int
    text: Sentence = Field(description="The rule and the value in words")
    fix: Sentence | None = Field(description="What would fix it; null when it passes")
    fixed_at: datetime | None = Field(description="When time alone fixes it; null when it does not")

    @classmethod
    def of(
        cls,
        rule: str,
        passed: bool | None,
        value: int,
        threshold: int,
        text: Text,
        fix: Text | None,
        fixed_at: datetime | None = None,
    ) -> Self:
        """A verdict; `fix` and `fixed_at` are left out when it passes."""
        return cls(
            rule=rule,
            passed=passed,
            value=value,
            threshold=threshold,
            text=text,
            fix=None if passed else fix,
            fixed_at=None if passed else fixed_at,
        )
