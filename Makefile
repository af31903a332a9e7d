# make run | make test | make test-all | make check | make format | make audit | make lock | make screenshots | make benchmark
# make kill-test | make soak | make fuzz
PYTHON ?= python3
PORT   ?= 8501
VENV   := .venv
BIN    := $(VENV)/bin
XDIST  ?= -n auto --dist worksteal
# Thousands of small stores, each committing to its own file: in memory where the machine has enough of it.
export PYTEST_DEBUG_TEMPROOT ?= $(shell if [ "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 8000000 ] 2>/dev/null; then echo /dev/shm; else echo "$${TMPDIR:-/tmp}"; fi)
# What a test on PostgreSQL finds that the same on a file does not: what is written, read back, ordered and locked.
ON_POSTGRESQL := $(addprefix tests/limits/test_,$(addsuffix .py,alerts bulk change contracts decide decided_together \
	kept_filters outbox packs planned_chain platform reopening requests rounds scenarios schedule seen settings_everywhere tokens \
	users webhooks)) $(addprefix tests/data/test_,$(addsuffix .py,bench calls documents export idle_numbers \
	import_undo no_false_comfort running store summary usage))
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock

# Tests start many processes, and each would read and compile the whole house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test suite beside test-all check format audit tools browser postgresql spark calc kill-test screenshots benchmark soak fuzz lock clean

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { echo "Headroom needs Python 3.11 to 3.14; $(PYTHON) is $$($(PYTHON) --version). Name another: make run PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt requirements.lock | $(VENV)/bin/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.postgresql: requirements.txt requirements-postgresql.txt requirements.lock | $(VENV)/bin/python
	$(PIP) -r requirements-postgresql.txt
	@touch $@ $(VENV)/.run

# Not compiled: tests import a tenth of it, and keep what they compile.
$(VENV)/.dev: requirements.txt requirements-postgresql.txt requirements-fleet.txt requirements-dev.txt requirements.lock | $(VENV)/bin/python
	$(PIP) --no-compile -r requirements-dev.txt
	@touch $@ $(VENV)/.run $(VENV)/.postgresql

run: $(if $(findstring postgres,$(HEADROOM_DB)),$(VENV)/.postgresql,$(VENV)/.run)
	$(if $(HEADROOM_DB),,$(BIN)/python -m data sample --if-empty)
	HEADROOM_DEMO=1 $(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q $(XDIST) -m "not browser and not slow and not kill"

$(VENV)/.spark: requirements-spark.txt requirements.lock | $(VENV)/.dev
	$(PIP) -r requirements-spark.txt
	@touch $@

# What is installed comes from two places at once. Types, and then the tests on PostgreSQL, run beside the others, for
# a browser test leaves half of the machine idle; what they say is told at the end.
test:
	@$(MAKE) --no-print-directory -j 2 $(VENV)/.dev tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -k -j 2 suite beside; ended=$$?; cat $(VENV)/beside.log; exit $$ended

suite:
	$(BIN)/pytest -q $(XDIST) -m "not kill and not long"

beside:
	@{ $(BIN)/mypy && $(BIN)/lint-imports && \
	HEADROOM_TEST_ENGINE=postgresql $(BIN)/pytest -q -n 1 -m "not slow and not long" $(ON_POSTGRESQL); } >$(VENV)/beside.log 2>&1

tools: # one after the other: apt lets only one in
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory postgresql

test-all: $(VENV)/.dev browser postgresql spark calc
	$(BIN)/pytest -q $(XDIST) -m "not kill"
# Files are read before a store sees them, and who may do what is no engine's business: these tests say nothing
# about it, and take the longest.
	HEADROOM_TEST_ENGINE=postgresql $(BIN)/pytest -q $(XDIST) -m "not slow" --ignore-glob='*/test_import_*' --ignore-glob='*/test_permissions.py' tests/data tests/limits

kill-test: $(VENV)/.dev spark
	$(BIN)/pytest -q tests/spark -m kill

spark: $(VENV)/.spark
	@command -v java >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Java for the tests of the fleet on Spark"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else \
		echo "No Java: the tests of the fleet on Spark will be skipped. Install it with: sudo apt-get install default-jre-headless"; \
	fi

postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing PostgreSQL for the tests of a shared store"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else \
		echo "No PostgreSQL: the tests of a shared store will be skipped. Install it with: sudo apt-get install postgresql"; \
	fi

calc:
	@command -v soffice >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing LibreOffice Calc for the tests of exported workbooks"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null; \
	else \
		echo "No LibreOffice: the tests that work exported workbooks out in it will be skipped. Install it with: sudo apt-get install libreoffice-calc"; \
	fi

browser:
	@command -v chromium-headless-shell >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests"; \
		apt-get update -qq && export DEBIAN_FRONTEND=noninteractive; \
		apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 || \
		command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
		apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	elif ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then \
		echo "No Chromium: the browser tests will be skipped. Install it with: sudo apt-get install chromium"; \
	fi

screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.browser.screenshots screenshots
	$(BIN)/python -m tests.browser.tour

audit: $(VENV)/.dev
	$(BIN)/pip-audit --local --strict

# The newest versions within the ranges, tried out in an environment of its own; run `make test` with them before you commit.
lock:
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements-spark.txt # LOCKING
	{ head -n 1 requirements.lock; .venv-lock/bin/python -m pip freeze | LC_ALL=C sort -f; } > requirements.lock.new
	mv requirements.lock.new requirements.lock
	rm -rf .venv-lock

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

soak: $(VENV)/.dev
	$(BIN)/python -m tests.soak

fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz

clean:
	rm -rf $(VENV)
