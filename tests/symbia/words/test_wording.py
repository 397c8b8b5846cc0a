"""Texts become sentences, in the language that is spoken, safely in HTML."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from symbia.text import Text, TextError
from symbia.words import (
    MissingValueError,
    TemplateError,
    UnknownCodeError,
    UnknownLanguageError,
    WrongValueError,
    speaking,
    word,
    word_html,
)
from symbia.words import template as templates

Write = Callable[..., None]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARK_UP = re.compile(r"[<>\"']|&(?!(amp|lt|gt|#34|#39);)")


def test_values_fill_the_places_of_a_sentence(write: Write) -> None:
    write('[perks.verdict]\nheld = "Held for {held:duration}, and {wanted:duration} are wanted."')
    text = Text.of("perks.verdict.held", held=86_400 + 4 * 3_600, wanted=7 * 86_400)
    assert word(text) == "Held for 1 day 4 hours, and 7 days are wanted."
    assert word(text, "en") == word(text)


@pytest.mark.parametrize(
    ("template", "value", "en", "zh"),
    [
        ("{v}", "text", "text", "text"),
        ("{v}", 1_234_567, "1,234,567", "1,234,567"),
        ("{v}", -1_234, "-1,234", "-1,234"),
        ("{v}", True, "yes", "是"),
        ("{v}", False, "no", "否"),
        ("{v}", NOON, "2026-03-01 12:00:00 UTC", "2026-03-01 12:00:00 UTC"),
        ("{v}", [1, "b", 3_000, [4, 5]], "1, b, 3,000, 4, 5", "1、b、3,000、4、5"),
        ("{v}", [], "", ""),
        ("{v}", Text.of("a.inner", n=2), "2 units", "2个单位"),
        ("{v:id}", 1_234_567, "1234567", "1234567"),
        ("{v:id}", 2**256 - 1, str(2**256 - 1), str(2**256 - 1)),
        ("{v:duration}", 2 * 86_400 + 4 * 3_600 + 5, "2 days 4 hours", "2天4小时"),
        ("{v:span}", 2 * 3_600 + 60, "2 hours 1 minute", "2小时1分钟"),
        ("{v:span}", 5, "less than a minute", "不到1分钟"),
        ("{v:time}", NOON, "2026-03-01 12:00:00 UTC", "2026-03-01 12:00:00 UTC"),
        ("{v:ether}", 15 * 10**17, "1.5 ETH", "1.5 ETH"),
        ("{v:ether}", "1", "0.000000000000000001 ETH", "0.000000000000000001 ETH"),
        ("{v:percent}", 1_250, "12.5%", "12.5%"),
        ("{v:list}", ["a", True, 1_000], "a, yes, 1,000", "a、是、1,000"),
        ("{v:list}", [Text.of("a.inner", n=1), Text.of("a.inner", n=2)], "1 unit, 2 units", "1个单位、2个单位"),
        ("{v:list:id}", [1, 1_000], "1, 1000", "1、1000"),
        ("{v:list:percent}", [50, 10_000], "0.5%, 100%", "0.5%、100%"),
        ("{v:text}", "1,000", "1,000", "1,000"),
        ("{v:text}", Text.of("a.inner", n=2), "2 units", "2个单位"),
        ("{{v}} {v}", 1, "{v} 1", "{v} 1"),
    ],
)
def test_specs(write: Write, template: str, value: Any, en: str, zh: str) -> None:
    write(
        f'[a]\nouter = "{template}"\ninner = {{ one = "{{n}} unit", other = "{{n}} units" }}',
        f'[a]\nouter = "{template}"\ninner = {{ other = "{{n}}个单位" }}\n[value]\nyes = "是"\nno = "否"\n[time]\n'
        'moment = "不到1分钟"\nhours = { other = "{n}小时" }\nminutes = "{n}分钟"',
    )
    text = Text.of("a.outer", v=value)
    assert (word(text, "en"), word(text, "zh")) == (en, zh)
    assert (untimed(word_html(text, "en")), untimed(word_html(text, "zh"))) == (en, zh)


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("id", "12"),
        ("id", True),
        ("id", NOON),
        ("duration", "60"),
        ("duration", [60]),
        ("span", NOON),
        ("time", 1_772_366_400),
        ("time", "2026-03-01"),
        ("ether", "1.5"),
        ("ether", "-1"),
        ("ether", False),
        ("percent", "12"),
        ("list", "abc"),
        ("list", 1),
        ("list:id", ["a"]),
        ("list:id", [1, True]),
        ("text", 1),
        ("text", ["a"]),
    ],
)
def test_a_value_of_the_wrong_type_is_a_clear_error(write: Write, spec: str, value: Any) -> None:
    write(f'[a]\nb = "{{v:{spec}}}"')
    with pytest.raises(WrongValueError, match=rf"^a\.b: {{v:{spec}}} words .*, and got the \w+ "):
        word(Text.of("a.b", v=value))


def test_a_missing_value_is_a_clear_error(write: Write) -> None:
    write('[a]\nb = "{held} of {wanted}"\nc = { one = "1 unit", other = "{n} units" }')
    with pytest.raises(MissingValueError, match=r"^a\.b needs a value for 'wanted'; it was given held, other$"):
        word(Text.of("a.b", held=1, other=2))
    with pytest.raises(MissingValueError, match=r"^a\.c needs a value for 'n'; it was given nothing$"):
        word_html(Text.of("a.c"))
    with pytest.raises(WrongValueError, match=r"^a\.c: n chooses its plural and must be an int, not '1'$"):
        word(Text.of("a.c", n="1"))


def test_a_missing_value_of_a_nested_text_names_the_nested_code(write: Write) -> None:
    write('[a]\nouter = "{inner}"\ninner = "{n}"')
    with pytest.raises(MissingValueError, match=r"^a\.inner needs"):
        word(Text.of("a.outer", inner=Text.of("a.inner")))


def test_surplus_values_are_for_programs_only(write: Write) -> None:
    write('[a]\nb = "Refused."')
    assert word(Text.of("a.b", token_id=7)) == "Refused."


def test_an_unknown_code_is_an_error_in_every_language(write: Write) -> None:
    write('[a]\nb = "x"', '[a]\nb = "y"')
    for language in ("en", "zh"):
        with pytest.raises(
            UnknownCodeError, match=r"^no catalogue has the code a\.c; add it to symbia/words/en\.toml$"
        ):
            word(Text.of("a.c"), language)
    with pytest.raises(UnknownLanguageError, match="no catalogue for the language 'fr'; there are en, zh"):
        word(Text.of("a.b"), "fr")


def test_an_unknown_spec_is_an_error_when_the_catalogue_is_read(write: Write) -> None:
    write('[a]\nb = "x"\nc = "{n:furlongs}"')
    with pytest.raises(TemplateError, match=r"^a\.c has the unknown spec :furlongs; there are id, duration, "):
        word(Text.of("a.b"))


@pytest.mark.parametrize(
    ("n", "en"), [(0, "0 units"), (1, "1 unit"), (2, "2 units"), (11, "11 units"), (1_001, "1,001 units")]
)
def test_plurals(write: Write, n: int, en: str) -> None:
    write('[a]\nb = { one = "{n} unit", other = "{n} units" }', '[a]\nb = { other = "{n}个单位" }')
    text = Text.of("a.b", n=n)
    assert (word(text, "en"), word(text, "zh")) == (en, f"{n:,}个单位")
    assert (word_html(text, "en"), word_html(text, "zh")) == (en, f"{n:,}个单位")


def test_plurals_of_huge_numbers(write: Write) -> None:
    write('[a]\nb = { one = "{n} unit", other = "{n} units" }')
    assert word(Text.of("a.b", n=2**256 - 1)) == f"{2**256 - 1:,} units"


def test_a_text_without_a_plural_form_in_english_may_have_one_in_chinese(write: Write) -> None:
    write('[a]\nb = { one = "1 unit", other = "{n} units" }', '[a]\nb = "{n}个单位"')
    assert word(Text.of("a.b", n=1), "zh") == "1个单位"


def test_what_chinese_lacks_is_english_throughout(write: Write) -> None:
    write(
        '[a]\nouter = "After {v:duration}: {inner}"\ninner = "not met"\nc = "{inner}"',
        '[a]\ninner = "未满足"\nc = "（{inner}）"',
    )
    inner = Text.of("a.inner")
    assert word(Text.of("a.outer", v=3_700, inner=inner), "zh") == "After 1 hour 1 minute: not met"
    assert word(Text.of("a.c", inner=inner), "zh") == "（未满足）"
    assert word(Text.of("a.c", inner=Text.of("a.outer", v=60, inner=inner)), "zh") == "（After 1 minute: not met）"
    assert word_html(Text.of("a.c", inner=Text.of("a.outer", v=60, inner="<")), "zh") == "（After 1 minute: &lt;）"


def test_a_template_is_read_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write('[a]\nb = "{v}"\nc = { one = "1 unit", other = "{n} units" }')
    assert word(Text.of("a.b", v=1)) == word_html(Text.of("a.b", v=1)) == "1"
    monkeypatch.setattr(templates, "parse", None)  # whoever reads another template fails
    assert word(Text.of("a.b", v=2)) == word_html(Text.of("a.b", v=2)) == "2"
    assert word(Text.of("a.c", n=2)) == word_html(Text.of("a.c", n=2)) == "2 units"


def test_html_escapes_literals_and_values_and_keeps_markup(write: Write) -> None:
    write('[a]\nb = \'<{v}> & "{w}"\'\nc = "{x}"')
    text = Text.of("a.b", v="<script>", w=Markup("<b>bold</b>"))
    assert word_html(text) == "&lt;&lt;script&gt;&gt; &amp; &#34;<b>bold</b>&#34;"
    assert isinstance(word_html(text), Markup)
    assert word(text) == '<<script>> & "<b>bold</b>"'
    assert type(word(Text.of("a.c", x=Markup("x")))) is str


def test_html_escapes_each_value_once_however_deep(write: Write) -> None:
    write('[a]\nb = "{v}"\nc = "{v:list}"\nd = "{v:text}"\ne = "{v:list:text}"')
    evil = "<i>&"
    inner = Text.of("a.b", v=evil)
    for code in ("a.b", "a.c", "a.e"):
        nested = Text.of(code, v=[inner, evil, Text.of("a.d", v=Markup("<i>"))])
        assert word_html(nested) == "&lt;i&gt;&amp;, &lt;i&gt;&amp;, <i>"
    assert word_html(Text.of("a.d", v=Text.of("a.d", v=inner))) == "&lt;i&gt;&amp;"


@given(
    st.recursive(
        st.text(alphabet="<>&\"'{}a;l"),
        lambda inner: st.one_of(
            st.lists(inner), st.builds(lambda v: Text.of("choice.part", label=v, share="<"), inner)
        ),
    )
)
def test_html_is_the_plain_text_escaped(value: Any) -> None:
    text = Text.of("result.won", label=value, share="{0}")
    made = word_html(text)
    assert not MARK_UP.search(made)
    assert html.unescape(made) == word(text)


def untimed(made: str) -> str:
    """Without the tags of times."""
    return re.sub(r"</?time[^>]*>", "", made)


def test_a_time_in_html_says_what_it_is() -> None:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    tag = '<time datetime="2026-03-01T12:00:00+00:00">2026-03-01 12:00:00 UTC</time>'
    assert (
        word_html(Text.of("reverts.membership_drops_over", endsAt=at)) == f"The drop ended {tag}. Wait for another one."
    )
    assert word_html(Text.of("choice.part", label=at, share="")) == f"{tag} "
    inner = Text.of("reverts.membership_drops_over", endsAt=at)
    assert tag in word_html(Text.of("choice.part", label=[inner, at], share="<"))
    assert "<time" not in word(inner)


def test_html_of_hostile_values_is_safe_in_a_sentence_of_ours() -> None:
    made = word_html(Text.of("proposals.lede", brand="<b>{brand}</b>"), "en")
    assert made == ("What &lt;b&gt;{brand}&lt;/b&gt; and its members decide together. Open votes come first.")


def test_an_error_is_english_in_logs_whatever_is_spoken() -> None:
    class CountError(TextError):
        """Some units are one too many."""

    with speaking("zh"):
        assert str(CountError.of("units.count", n=2)) == "2 units"
    assert str(CountError.of("units.count", m=2)) == "units.count m=2"
    assert str(CountError.of("no.such_code")) == "no.such_code"
