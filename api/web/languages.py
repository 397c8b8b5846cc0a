"""The languages of the pages: what they are called, and which one a visitor chose."""

from fastapi import Request, Response

from api.kit.language import COOKIE, COOKIE_SECONDS, PARAMETER
from api.kit.site import Site
from symbia.words import LANGUAGES
from symbia.words.languages import tongue


def language_names() -> dict[str, str]:
    """Every language by its code, in its own name."""
    return {language: str(tongue(language).locale.display_name) for language in LANGUAGES}


def keep_language(request: Request, response: Response, site: Site | None) -> None:
    """Keep the language of a link with `?lang=` in a cookie. `site`: as configured.

    Only when a person follows it: the page's own looks for news name its language too, and another page of the same
    visitor may be in another one.
    """
    chosen = request.query_params.get(PARAMETER)
    if chosen not in LANGUAGES or "text/html" not in request.headers.get("accept", ""):
        return
    secure = site.secure if site else request.url.scheme == "https"
    response.set_cookie(COOKIE, chosen, max_age=COOKIE_SECONDS, secure=secure, httponly=True, samesite="lax")
