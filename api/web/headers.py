"""What every page and every static file says about itself, and answers that only go out when they changed."""

import hashlib
from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # wallets announce their icons as data: URIs
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",  # a wallet may open a window of its own
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}


def page_response(request: Request, html: str, status: int = 200) -> Response:
    """The page with its headers; 304 without a body when the visitor already has it."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag, "Vary": "Cookie"}  # which has the language that somebody chose
    asked = [candidate.strip().removeprefix("W/") for candidate in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and tag in asked:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, status_code=status, headers=headers)


class Static(StaticFiles):
    """Static files under the page's own headers, asked for again by ETag: a new version is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
