"""Which API belongs to the installation that the settings describe, and whether another one answered in its place."""

from collections.abc import Mapping, Sequence

from symbia.chain.deployment import Deployment
from symbia.errors import DeploymentError
from symbia.settings import Settings
from symbia.text import Text

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where one listens is not where one asks


def api_url(settings: Settings) -> str | None:
    """Where the API is to be asked: at its public address, else where it listens. None if that is any free port."""
    if settings.public_url:
        return settings.public_url
    if not settings.port:
        return None
    host = ANYWHERE.get(settings.host) or (f"[{settings.host}]" if ":" in settings.host else settings.host)
    return f"http://{host}:{settings.port}"


def other_installation(settings: Settings, url: str, contracts: Sequence[Mapping[str, str]]) -> Text | None:
    """None if the contracts that an API serves are those of the deployment file, or there is no such file; else what to
    tell. `contracts` as in /v1/status."""
    try:
        deployment = Deployment.read(settings.deployment)
    except DeploymentError:
        return None
    if deployment is None:
        return None
    ours = {name: contract.address.lower() for name, contract in deployment.contracts.items()}
    served = {contract["name"]: contract["address"].lower() for contract in contracts}
    if all(ours.get(name) == address for name, address in served.items()):
        return None
    return Text.of("cli.api.other", url=url, deployment=str(settings.deployment), brand=deployment.brand)
