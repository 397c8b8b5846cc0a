"""Documents are inert, and keep the page's order of headings."""

from html.parser import HTMLParser

import pytest

from api.web.documents import RENDERED_MAX, TAGS, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "![x](javascript:alert(1))",
    '![x](https://tracker.example/p.png "onload=alert(1)")',
    '<a href="x" onclick="alert(1)">y</a>',
    "<svg/onload=alert(1)>",
    "<style>body{display:none}</style>",
    "<iframe src=https://evil.example></iframe>",
    "| a |\n|:-:|\n| <b onmouseover=alert(1)>x</b> |",
    "[x]: javascript:alert(1)\n[x]",
    '<https://evil.example/"onmouseover=alert(1)>',
    "```html\n<script>alert(1)</script>\n```",
]


class Elements(HTMLParser):
    """What a browser would build: tags, and attributes by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_phones_home(text: str) -> None:
    found = Elements(str(render(text)))
    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= {"href", "title", "rel", "start"}
    links = [value or "" for name, value in found.attributes if name == "href"]
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links)


def test_headings_go_below_the_pages_own() -> None:
    html = str(render("# One\n## Two\n###### Six"))
    assert "<h3>One</h3>" in html
    assert "<h4>Two</h4>" in html
    assert "<h6>Six</h6>" in html
    assert "<h1" not in html


def test_a_picture_becomes_a_link() -> None:
    html = str(render("![The mug](https://a.example/mug.png)"))
    assert 'href="https://a.example/mug.png"' in html
    assert ">The mug</a>" in html


def test_links_do_not_vouch() -> None:
    assert 'rel="nofollow noopener noreferrer"' in str(render("[a](https://a.example)"))


def test_tables_and_lists_are_kept() -> None:
    html = str(render("| a | b |\n|---|---|\n| 1 | 2 |\n\n3. x\n4. y"))
    assert "<table>" in html
    assert '<ol start="3">' in html


def test_a_very_long_document_is_shown_as_written() -> None:
    html = str(render("<b>" + "x" * RENDERED_MAX))
    assert html.startswith('<pre class="data">&lt;b&gt;x')
