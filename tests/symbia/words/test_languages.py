"""The language that is spoken is a matter of one task or thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from symbia.text import Text
from symbia.words import DEFAULT, UnknownLanguageError, current, speaking, word, word_html

DOCS = Text.of("frame.docs")


def test_english_is_spoken_when_nobody_chose() -> None:
    assert current() == DEFAULT == "en"
    assert word(DOCS) == "API for developers"


def test_words_are_of_the_language_spoken() -> None:
    with speaking("zh"):
        assert (current(), word(DOCS), str(word_html(DOCS))) == ("zh", "开发者API", "开发者API")
        with speaking("en"):
            assert word(DOCS) == "API for developers"
        assert word(DOCS, "en") == "API for developers"
        assert word(DOCS) == "开发者API"
    assert current() == "en"


def test_an_error_ends_the_block_as_well() -> None:
    with pytest.raises(ZeroDivisionError), speaking("zh"):
        _ = 1 // 0
    assert current() == "en"


@pytest.mark.parametrize("language", ["fr", "", "zh-CN", "../en"])
def test_a_language_without_a_catalogue_is_refused(language: str) -> None:
    with pytest.raises(UnknownLanguageError, match="there are en, zh"), speaking(language):
        pass
    assert current() == "en"


def test_tasks_and_threads_do_not_hear_each_other() -> None:
    async def said(language: str) -> list[str]:
        with speaking(language):
            first = word(DOCS)
            await asyncio.sleep(0)
            return [first, word(DOCS), await asyncio.to_thread(word, DOCS)]

    async def both() -> list[list[str]]:
        return await asyncio.gather(said("zh"), said("en"))

    assert asyncio.run(both()) == [["开发者API"] * 3, ["API for developers"] * 3]
    with ThreadPoolExecutor(1) as pool, speaking("zh"):
        assert pool.submit(current).result() == "en"
