# Two commands to begin with: make demo, make test. `make` alone lists the rest.
# Another Python: make setup PYTHON=python3.12. Another site: make drill site=ms. All sites: make plan site=

SHELL := /bin/bash
PYTHON ?= python3
site ?= hs

BIN := .venv/bin
READY := .venv/drplan-setup.json
DRPLAN := $(BIN)/drplan
# The example district stands still at this day; a district's own repository checks as of today.
EXAMPLE_DAY := 2026-11-22
SITE := $(if $(site),--site $(site))
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check validate plan deploy drift backup drill runbooks evidence bench yardsticks soak soak-faults docs sbom audit clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: ## make this checkout ready: .venv, restic, as root the lab's packages
	@$(PYTHON) -m scripts.setup

setup-dev: ## and what tests, checks and the site of docs/ need
	@$(PYTHON) -m scripts.setup --dev

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -m scripts.setup

demo: setup ## rehearse the loss of a school on this machine (root for the lab)
	@$(BIN)/python -m scripts.demo

test: setup-dev ## every test; lab tests need root and share one worker
	@$(PYTHON) -m scripts.setup_pages
	@$(PYTEST) -n auto --ignore=tests/bench --ignore=tests/soak

check: setup-dev ## style, types, layers, the example's declaration and its pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DRPLAN) validate --as-of $(EXAMPLE_DAY)
	$(DRPLAN) runbook check

validate: $(READY) ## check the declaration against every rule
	$(DRPLAN) validate

plan: $(READY) ## what a deploy would change
	$(DRPLAN) deploy plan $(SITE)

deploy: $(READY) ## change it
	$(DRPLAN) deploy apply $(SITE)

drift: $(READY) ## what was changed by other hands
	$(DRPLAN) deploy drift $(SITE)

backup: $(READY) ## make recovery points now
	$(DRPLAN) backup run $(SITE)

drill: $(READY) ## rehearse the loss of a site and measure the recovery
	$(DRPLAN) drill run $(SITE)

runbooks: $(READY) ## write the pages people need on the worst day
	$(DRPLAN) runbook build $(SITE)

evidence: $(READY) ## verify the signed drill records
	$(DRPLAN) evidence verify

bench: setup-dev ## one table of speed beside peers and floors (root for its SSH hosts; quick=1 for a short one)
	@$(BIN)/python -m scripts.benchmarks $(if $(quick),--quick) $(only)

yardsticks: setup-dev ## judge a hardened host by OpenSCAP, Lynis, ssh-audit (root, 10 min)
	@$(BIN)/python -m tests.bench.yardsticks

soak: setup-dev ## the long tests, and an hour of random faults (root)
	@$(PYTEST) tests/soak

soak-faults: setup-dev ## random faults over backup and drill alone: minutes=10 seed=7 (root)
	@$(BIN)/python -m tests.soak.faults --minutes $(or $(minutes),60) $(if $(seed),--seed $(seed))

docs: setup-dev ## the pages of docs/ as a site in build/docs; a broken link ends it
	@$(BIN)/zensical build --clean --strict

sbom: ## list what is installed, as CycloneDX JSON in build/ (needs uv)
	@mkdir -p build
	uv tool run --from cyclonedx-bom cyclonedx-py requirements requirements.lock --output-format JSON -o build/sbom.cdx.json

audit: ## look up known vulnerabilities of it (needs uv and the network)
	@$(PYTHON) -m scripts.audit

clean: ## remove .venv and caches; state, evidence and pages stay
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .cache
	find drplan inventories deploys scripts tests -type d -name __pycache__ -prune -exec rm -rf {} +
