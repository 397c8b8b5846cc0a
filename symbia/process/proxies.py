"""A proxy in the environment is for the network, never for what runs on this machine."""

from collections.abc import Mapping

LOOPBACK = ("127.0.0.1", "localhost", "::1")
VARIABLES = ("NO_PROXY", "no_proxy")  # programs read the one or the other


def direct_to_this_machine(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables to set so that HTTP clients reach this machine directly; others named there are kept."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    hosts = [host.strip() for host in named.split(",") if host.strip()]
    hosts += [host for host in LOOPBACK if host not in hosts]
    return dict.fromkeys(VARIABLES, ",".join(hosts))
