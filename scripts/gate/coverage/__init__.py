"""What of contracts/ the tests run, by Brownie's own coverage: `make coverage`."""
