# make report    the National Police and Crime Measures report of Gwent, 2023-24 Q1, from the shipped figures
# make test      the tests
# make docs      the documentation, in docs/_build/html
# make licences  the licence of each locked package
# Each sets up all they need in .venv first. Another Python: make report PYTHON=/path/to/python3.11

PYTHON ?= $(shell command -v python3.11 || command -v python3)
RUN ?= parameters/runs/gwent-2023-24-q1.yml
VENV := .venv
BIN := $(VENV)/bin

# What a surrounding image may have set would compile every module again at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test lint docs lab licences lock clean
.DEFAULT_GOAL := report

report: $(VENV)/ready
	@$(BIN)/crimekit run $(RUN)

test: $(VENV)/ready
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

lint: $(VENV)/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs: $(VENV)/ready
	@$(BIN)/python -m sphinx -q -W --keep-going -j 2 docs docs/_build/html

lab: $(VENV)/ready
	@$(BIN)/jupyter lab notebooks

licences: $(VENV)/ready
	@$(BIN)/python .ci/packages.py licences

$(VENV)/ready: requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "crimekit needs Python 3.11 or newer; found $$("$(PYTHON)" --version 2>&1). Name another: make report PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV): a few minutes, once; each of $$(grep -c '==' requirements.lock) packages, then all are installed"
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-compile --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Writes the exact versions that CI tests; needs uv. The lock carries no index addresses.
lock:
	uv pip compile pyproject.toml --extra dev --extra docs --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate --generate-hashes --no-emit-package playwright --no-emit-package pyee --no-emit-package greenlet -o requirements.lock

clean:
	rm -rf $(VENV) build dist docs/_build docs/_generated
