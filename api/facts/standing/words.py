"""What a state costs the member, since when, and what can be done: in sentences."""

from dataclasses import dataclass

from api.facts.standing.judging import Standing
from api.kit.times import in_words
from symbia.rules.addresses import checksum


@dataclass(frozen=True, slots=True)
class Times:
    """Unix seconds of what happened last; None for never."""

    lapsed_at: int | None = None
    noticed_at: int | None = None


def explain(standing: Standing, times: Times, now: int) -> str | None:
    """Sentences for a state that costs the member something at `now`; None for one that does not."""
    if standing.ended:
        return _ended(standing)
    sentences = [*_time_over(standing, times), *_notice(standing, times, now)]
    return " ".join(sentences) or None


def _ended(standing: Standing) -> str:
    row = standing.row
    when, number = in_words(row.ended_at or 0), row.token_id
    who = checksum(row.last_holder or "")
    over = f"The number {number} is never used again; a membership issued later is another one."
    if row.revoked:
        return f"The brand revoked it {when}, after a notice with its reason; {who} held it last. {over}"
    return f"Its holder {who} gave it up for ever {when}. {over}"


def _time_over(standing: Standing, times: Times) -> list[str]:
    if standing.state not in ("expired", "lapsed"):
        return []
    units = standing.tier.units
    sentences = [f"Its time was over {in_words(standing.expires_at or 0)}."]
    if standing.state == "lapsed":
        since = f" {in_words(times.lapsed_at)}" if times.lapsed_at is not None else ""
        sentences.append(f"It was lapsed{since}: its {units} units do not count, and perks refuse it.")
        renewing = "Renew it: its units count again at once."
    else:
        sentences.append(
            f"Its {units} units still count, until somebody lapses it, which anybody may. Perks refuse it."
        )
        renewing = "Renew it before that happens, and its units never stop counting."
    sentences.append(f"{renewing} Anybody can pay for it.")
    return sentences


def _notice(standing: Standing, times: Times, now: int) -> list[str]:
    revocable_at = standing.row.revocable_at
    if revocable_at is None:
        return []
    since = f" {in_words(times.noticed_at)}" if times.noticed_at is not None else ""
    sentences = [
        f"The brand gave notice{since} that it means to revoke it; `reason` says why. Meanwhile it can be "
        "renewed, but not transferred, moved to another tier or used for perks."
    ]
    appeal = f"a binding proposal whose action is dismissRevocation({standing.row.token_id})"
    if now < revocable_at:
        sentences.append(
            f"Appeal by {appeal}: it must be executed before {in_words(revocable_at)}. The brand can also withdraw."
        )
    else:
        sentences.append(
            f"The time to appeal was over {in_words(revocable_at)}: the brand may revoke it at any moment. Until it "
            f"does, {appeal} still saves it."
        )
    return sentences
