"""How tests/api/kit/test_openapi.py asks for contracts."""

PATHS = {"/v1/contracts/{name}": "/v1/contracts/BrandGovernor"}
