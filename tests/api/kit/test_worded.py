"""Sentences in answers: the words of the reader's language, and beside them what they were made of."""

from api.kit.worded import Sentence, Worded
from symbia.text import Text
from symbia.words import speaking

THREE = Text.of("units.count", n=3)


class Report(Worded):
    """One sentence that may be missing, and several."""

    text: Sentence | None = None
    notes: list[Sentence]
    numbers: list[int]


def test_a_sentence_and_a_list_of_them_stand_beside_their_codes() -> None:
    report = Report(text=THREE, notes=[THREE, Text.of("votes.count", n=1)], numbers=[3])
    assert report.model_dump(mode="json") == {
        "text": "3 units",
        "notes": ["3 units", "1 vote"],
        "numbers": [3],
        "words": {
            "text": {"code": "units.count", "values": {"n": 3}},
            "notes": [
                {"code": "units.count", "values": {"n": 3}},
                {"code": "votes.count", "values": {"n": 1}},
            ],
        },
    }


def test_the_words_are_of_the_reader_and_what_is_missing_is_left_out() -> None:
    with speaking("zh"):
        answer = Report(notes=[Text("value.yes")], numbers=[]).model_dump(mode="json")
    assert (answer["text"], answer["notes"]) == (None, ["是"])
    assert answer["words"] == {"notes": [{"code": "value.yes", "values": {}}]}
    assert Report(notes=[], numbers=[]).words == {}
