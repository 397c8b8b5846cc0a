"""What the API says about a pinned document."""

from pydantic import BaseModel, Field


class Pinned(BaseModel):
    """A document that can be named by its hash now."""

    cid: str = Field(description="CIDv1, the same that Kubo gives", examples=["bafkreigh2akiscaildc"])
    uri: str = Field(description="For contracts and metadata", examples=["ipfs://bafkreigh2akiscaildc"])
    size: int = Field(description="Bytes")
