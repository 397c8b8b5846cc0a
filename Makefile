# Everything a person runs. Each target sets up first; a finished set-up costs a fraction of a second.
.DEFAULT_GOAL := help
.PHONY: help setup
PYTHON ?= python3

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: ## Python and npm packages, the compiler, compiled contracts (done by every other target)
	@"$(PYTHON)" scripts/setup_env.py
