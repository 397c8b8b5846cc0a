"""What runs on this machine is reached directly, whatever proxy the environment names."""

import pytest

from symbia.process.proxies import LOOPBACK, VARIABLES, direct_to_this_machine


def test_this_machine_is_named_for_every_program() -> None:
    assert direct_to_this_machine({}) == dict.fromkeys(VARIABLES, ",".join(LOOPBACK))


@pytest.mark.parametrize("variable", VARIABLES)
def test_names_that_were_there_stay(variable: str) -> None:
    made = direct_to_this_machine({variable: "example.org, localhost"})
    assert set(made) == set(VARIABLES)
    assert all(value == "example.org,localhost,127.0.0.1,::1" for value in made.values())
