"""An allowlist as it was sent, made into a document and a root."""

import json

from api.drops import allowlists
from api.drops.allowlists import NoAllowlist
from api.drops.schemas import AllowlistAnswer
from api.kit.problems import ProblemError
from api.prepare.sources import pin_json
from symbia.content import ContentStore, cid_from_uri
from symbia.rules.drops.merkle import Allowlist, Entry

CSV, JSON = "text/csv", "application/json"


def pin_allowlist(store: ContentStore, body: bytes, media_type: str) -> AllowlistAnswer:
    """Raises `invalid_allowlist` with every problem, `invalid_request` for another media type, and ContentError."""
    entries = _entries(body, media_type)
    uri = pin_json(store, allowlists.to_json(entries))
    return AllowlistAnswer(
        root=Allowlist.of(entries).root,
        entries=len(entries),
        allowance=str(sum(allowance for _, allowance in entries)),
        uri=uri,
        cid=cid_from_uri(uri),
    )


def _entries(body: bytes, media_type: str) -> list[Entry]:
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in (CSV, JSON):
        raise ProblemError("invalid_request", f"Send the list with the header `Content-Type: {CSV}` or `{JSON}`.")
    try:
        text = body.decode()
        return allowlists.from_csv(text) if kind == CSV else allowlists.from_json(json.loads(text))
    except UnicodeDecodeError as error:
        raise ProblemError("invalid_allowlist", "The list is not UTF-8. Save it again as UTF-8.") from error
    except NoAllowlist as error:
        raise ProblemError("invalid_allowlist", str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ProblemError("invalid_allowlist", "The list is not JSON.") from error
