"""Documents written by members and by the brand: Markdown in, HTML without anything that runs or phones home."""

from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from api.kit.documents import Document

RENDERED_MAX = 100_000  # characters; a longer document is shown as it was written
DEEPEST_NESTING = 20
DEEPEST_HEADING = 6
HEADING_SHIFT = 2  # the page has its own h1 and h2
KEPT = 64  # rendered documents kept in memory

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow noopener noreferrer"  # a link in somebody's text is not the brand's


@lru_cache(maxsize=KEPT)
def render(text: str) -> Markup:
    """Markdown as sanitised HTML. Headings begin at h3; pictures become links, so no other host learns who reads."""
    if len(text) > RENDERED_MAX:
        return Markup('<pre class="data">{}</pre>').format(text)
    html = _markdown().render(text)
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )
    return Markup(clean)  # noqa: S704 - sanitised in the line above


def split_title(text: str) -> tuple[str, str]:
    """The heading that a document opens with (empty if it opens with anything else), and what follows."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("# "):
        return "", text
    return first.removeprefix("# ").strip(), rest.lstrip("\n")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST_NESTING})
    markdown.enable(["table", "strikethrough"])
    for name in ("heading_open", "heading_close"):
        markdown.add_render_rule(name, _heading)
    markdown.add_render_rule("image", _image)
    return markdown


def _heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    level = min(int(tokens[index].tag[1]) + HEADING_SHIFT, DEEPEST_HEADING)
    tokens[index].tag = f"h{level}"
    return self.renderToken(tokens, index, options, env)


def _image(_self: RendererHTML, tokens: Sequence[Token], index: int, *_options_and_env: object) -> str:
    source = str(tokens[index].attrs.get("src", ""))
    return str(Markup('<a href="{}">{}</a>').format(source, tokens[index].content or source))


def document_text(document: Document) -> Markup:
    """What a document says below its title: the description in metadata, or Markdown. Empty when it is not here."""
    if document.metadata is not None:
        return Markup("<p>{}</p>").format(text_of(document, "description"))
    return render(split_title(document.text or "")[1])


def text_of(document: Document, name: str) -> str:
    """A text in a document's metadata; empty when it is not there."""
    value = (document.metadata or {}).get(name)
    return value if isinstance(value, str) else ""
