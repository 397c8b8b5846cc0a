"""A contract for import-linter: layers of which one is the domains, as symbia/domains.py names them."""

from typing import Any

from importlinter.contracts.layers import LayersContract

from symbia.domains import Part, domains_with

PLACE = "the domains"


class DomainLayersContract(LayersContract):
    """Layers of which the one called `the domains` stands for every domain of the API, beside each other."""

    type_name = "domain layers"

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        """As any contract of import-linter; raises InvalidContractOptions."""
        domains = " | ".join(sorted(domain.name for domain in domains_with(Part.API)))
        layers = [domains if layer == PLACE else layer for layer in contract_options["layers"]]
        super().__init__(name, session_options, {**contract_options, "layers": layers})
