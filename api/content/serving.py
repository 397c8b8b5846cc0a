"""How bytes of strangers are handed out: nothing that a browser would run."""

import json
import re

TEXT = "text/plain; charset=utf-8"
SVG = "image/svg+xml"
BINARY = "application/octet-stream"
# Raster images, by their first bytes.
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SVG_START = re.compile(r"\ufeff?\s*(<\?xml[^>]{0,200}\?>\s*)?<svg[\s>]")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    # The name is a hash of the bytes: they never change.
    "Cache-Control": "public, max-age=31536000, immutable",
}


def headers_for(cid: str, data: bytes) -> dict[str, str]:
    """Headers under which `data` can be shown or saved, but never run."""
    kind = media_type(data)
    # An <img> shows an SVG and runs none of its scripts; opened by itself, it is saved instead of shown.
    disposition = "attachment" if kind in (BINARY, SVG) else "inline"
    return {
        **_SAFE,
        "Content-Type": kind,
        "Content-Disposition": f'{disposition}; filename="{cid}{_EXTENSIONS.get(kind, "")}"',
        "ETag": f'"{cid}"',
    }


def media_type(data: bytes) -> str:
    """A type that no browser executes, told from the bytes alone."""
    for magic, kind in _IMAGES:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return BINARY
    if "\0" in text:
        return BINARY
    if _SVG_START.match(text):
        return SVG
    return "application/json" if _is_json(text) else TEXT


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    SVG: ".svg",
    "application/json": ".json",
    TEXT: ".txt",
}
