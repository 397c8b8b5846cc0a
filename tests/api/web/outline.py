"""What is on a page, as a browser or a reader would see it."""

from html.parser import HTMLParser

PAGES = ("/", "/proposals/1", "/members", "/members/1", "/perks", "/brand")


class Outline(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text += " "

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "script":
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def text_of(html: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(Outline(html).text.split())


def assert_says(text: str, *words: str) -> None:
    """Whether all of these stand in it."""
    missing = [one for one in words if one not in text]
    assert not missing, f"{missing} not in: {text}"
