"""The language of an answer: what `?lang=` asks for, else a page's cookie, else what the client prefers."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.pages import FILES
from symbia.units import DAY
from symbia.words import negotiate, speaking

PARAMETER = "lang"
COOKIE = "symbia_lang"  # set by a page on which somebody chose; the API reads no cookie of a language
COOKIE_SECONDS = 365 * DAY


class Language:
    """ASGI: everything inside speaks the language that the request asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on; answers say which language they are in, and that it depends on the request."""
        if scope["type"] != "http" or scope["path"].startswith(FILES):  # the same in every language
            await self.app(scope, receive, send)
            return
        language = language_of(scope)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                _say_so(MutableHeaders(scope=message), language)
            await send(message)

        with speaking(language):
            await self.app(scope, receive, tell)


def _say_so(headers: MutableHeaders, language: str) -> None:
    if "immutable" in headers.get("Cache-Control", ""):  # content by its hash: the same bytes for every reader
        return
    headers["Content-Language"] = language
    headers.add_vary_header("Accept-Language")


def language_of(scope: Scope) -> str:
    """One of `symbia.words.LANGUAGES`."""
    headers = Headers(scope=scope)
    asked = parse_qs(scope["query_string"].decode("latin-1")).get(PARAMETER, [""])[-1]
    if not asked and not scope["path"].startswith("/v1/"):
        asked = _cookie(headers.get("cookie", ""))
    return negotiate(headers.get("accept-language"), asked)


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:  # somebody else's, and nothing to do with us
        return ""
    return morsel.value if morsel else ""
