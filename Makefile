# Everything a person runs. Each target sets up first; a finished set-up costs a fraction of a second.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long lint slither coverage campaigns campaigns-faults gas bench-airdrop bench-relay bench-backfill bench-against bench-failover bench-load format abi lock clean
PYTHON ?= python3

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

setup: ## Python and npm packages, the compiler, compiled contracts (done by every other target)
	@"$(PYTHON)" scripts/setup_env.py

demo: setup ## The whole loop on a local chain; with CHECK=1 checks itself and ends
	@.venv/bin/symbia up $(if $(CHECK),--check)

test: setup ## All tests but the long ones
	@.venv/bin/python -m scripts.gate.run_tests

test-long: setup ## All tests, then the contracts' coverage
	@.venv/bin/python -m scripts.gate.run_tests --long
	@.venv/bin/python -m scripts.gate.run_coverage

lint: setup ## Style, types, imports, Solidity
	@.venv/bin/python -m scripts.gate.run_lint

slither: setup ## Slither over the contracts; fails on a finding that is not answered beside the code
	@.venv/bin/python -m scripts.gate.run_slither

coverage: setup ## What of the contracts the tests run, by Brownie's coverage (minutes); fails below 95 per cent
	@.venv/bin/python -m scripts.gate.run_coverage

campaigns: setup ## Random campaigns of many actors on the contracts, by Forge: CALLS=2000000 SEED=0x1 make campaigns
	@.venv/bin/python -m scripts.gate.run_campaigns $(if $(CALLS),--calls $(CALLS)) $(if $(SEED),--seed $(SEED))

campaigns-faults: setup ## Plants faults in a copy of the contracts, one after the other; a campaign must find each (half an hour)
	@.venv/bin/python -m scripts.gate.run_campaigns_faults

gas: setup ## Gas of what is done most, beside OpenZeppelin on the same chain; fails over budget
	@.venv/bin/python -m benchmarks.gas

bench-airdrop: setup ## 10,000 memberships from a list, killed five times on the way: nobody left out, nobody twice
	@.venv/bin/python -m benchmarks.airdrop

bench-backfill: setup ## 100,000 events into SQLite and PostgreSQL beside the least that could be called indexing; then the head
	@.venv/bin/python -m benchmarks.backfill

bench-against: setup ## CPU seconds of indexing 100,000 events, beside an earlier commit: make bench-against REV=main~1
	@.venv/bin/python -m benchmarks.backfill_against $(REV)

bench-failover: setup ## How long nobody indexes when the one that writes is killed or frozen, on SQLite and PostgreSQL
	@.venv/bin/python -m benchmarks.failover

bench-relay: setup ## 10,000 signed ballots through a relay that is killed ten times on the way: each counts once
	@.venv/bin/python -m benchmarks.relay

bench-load: setup ## A bystander among 490 bad ballots posted at once, and 500 voters at the same moment; fails when a bar is missed
	@.venv/bin/python -m benchmarks.load

format: setup ## Format the Python code and mend what can be mended by rule
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

abi: setup ## Copy the ABIs of the compiled contracts to where everything reads them, and generate what decodes their events
	@.venv/bin/python -m scripts.gate.export_abi
	@.venv/bin/python -m indexer.decode.events_gen

lock: setup ## Resolve the lock files anew from pyproject.toml, package.json and those of tests/generators
	.venv/bin/uv pip compile pyproject.toml --extra chain --group dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock
	.venv/bin/python -m scripts.gate.npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	.venv/bin/uv pip compile tests/generators/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet --output-file tests/generators/requirements.lock
	.venv/bin/python -m scripts.gate.npm install --prefix tests/generators --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## Remove everything that set-up and runs have made
	rm -rf .venv node_modules build .symbia .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
