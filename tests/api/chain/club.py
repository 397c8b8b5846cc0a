"""People who prepare, sign and send what they do with memberships."""

from typing import Any

ISSUER, HOLDER = 2, 5
PREPARE = "/v1/memberships/prepare"


class Club:
    """The house, and who acts."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.name = house.accounts

    def does(self, action: str, who: int, **body: Any) -> dict[str, Any]:
        done: dict[str, Any] = self.house.does(f"{PREPARE}/{action}", {"account": self.name[who], **body})
        return done

    def ask(self, action: str, who: int, **body: Any) -> Any:
        return self.house.post(f"{PREPARE}/{action}", {"account": self.name[who], **body})

    def refuses(self, revert: str, action: str, who: int, **body: Any) -> str:
        return str(self.house.refuses(f"{PREPARE}/{action}", {"account": self.name[who], **body}, revert))

    def read(self, function: str, *arguments: Any) -> Any:
        return self.house.call("BrandMembership", function, *arguments)

    def issued(self, tier: int, holder: int = HOLDER) -> int:
        """Id of a new membership."""
        self.house.send("BrandMembership", "issue", self.name[holder], tier, sender=ISSUER)
        return int(self.read("issuedCount"))

    def state(self, token: int) -> tuple[int, int]:
        """Its state in the contract (0 active, 1 expired, 2 lapsed), and its units."""
        membership = self.read("membershipOf", token)
        return membership[7], membership[4]

    def pinned(self, uri: str) -> bytes:
        return bytes(self.house.ask("GET", f"/v1/content/{uri.removeprefix('ipfs://')}").content)


def fields(answer: Any) -> list[str]:
    """Where the problems of a refused draft are."""
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), answer.text
    return [one["field"] for one in answer.json()["errors"]]
