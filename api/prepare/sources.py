"""Documents that a draft brings along: to be pinned here, or on IPFS already."""

import json
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.kit.openapi import PINS, Answered
from api.kit.taking import Taken
from api.kit.validation import InvalidInput
from api.kit.wording import DocumentText, Title
from symbia.content import ContentStore, InvalidCid, cid_from_uri, ipfs_uri

URI_EXAMPLE = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"


def _ipfs(text: str) -> str:
    try:
        cid_from_uri(text)
    except InvalidCid as error:
        raise InvalidInput(error.text) from error
    return text


IpfsUri = Annotated[str, AfterValidator(_ipfs), Field(max_length=136, examples=[URI_EXAMPLE])]


class Metadata(BaseModel):
    """A JSON document about a thing, as wallets and markets read it. Other members stay as they are."""

    model_config = ConfigDict(extra="allow")

    name: Title
    description: DocumentText | None = None
    image: IpfsUri | None = None


def either(uri: str | None, info: ValidationInfo, other: str, problem: str) -> str | None:
    """The URI, where exactly one of it and the field `other` is given. Raises InvalidInput with the words `problem`."""
    if other in info.data and (uri is None) == (info.data[other] is None):
        raise InvalidInput.of(problem)
    return uri


class Documented(Taken):
    """A draft with one document: `document`, which is pinned, or `uri`."""

    codes: ClassVar[tuple[Answered, ...]] = PINS

    document: Metadata | None = Field(default=None, description="Pinned as JSON; leave it out if `uri` is given")
    uri: IpfsUri | None = Field(
        default=None, validate_default=True, description="The document's, if it is on IPFS already"
    )

    @field_validator("uri")
    @classmethod
    def _one_document(cls, uri: str | None, info: ValidationInfo) -> str | None:
        return either(uri, info, "document", "prepare.one_document")

    def document_uri(self, store: ContentStore, **members: Any) -> str:
        """The `ipfs://` URI of the document, after pinning it with these members replaced. Raises ContentError."""
        if self.document is None:
            return str(self.uri)
        return pin_json(store, {**self.document.model_dump(exclude_none=True), **members})


def pin_json(store: ContentStore, value: Any) -> str:
    """Pin JSON and return its `ipfs://` URI; equal values have equal URIs. Raises ContentError."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ipfs_uri(store.put(text.encode()))
