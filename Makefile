# make: all that is needed, into .venv   make demo: the samples taken in and searched
# make test: every check there is        make clean: as cloned
# make model: the net for the inks, taught anew (two hours on two processors)

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
DEMO := build/demo

.DEFAULT_GOAL := setup
.PHONY: setup programs demo test model clean

setup: $(READY)
	@echo "Ready. Next: make demo, or make test"

# A half-made environment, after an interruption, has no pip yet: it is made anew.
$(READY): pyproject.toml constraints.txt | programs
	@echo "Installing the Python libraries into .venv; this takes a minute or two"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Needed: make PYTHON=python3.11, or newer")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# What is looked for is what is needed, however it was installed; what is missing comes from Debian.
programs:
	@missing=""; \
	tesseract --list-langs 2>/dev/null | grep -qx nld || missing="tesseract-ocr tesseract-ocr-nld"; \
	test -z "$(BROWSER)" || test -x "$(BROWSER)" || missing="$$missing chromium"; \
	test -e /usr/share/hunspell/nl_NL.dic || missing="$$missing hunspell-nl"; \
	test -x $(BIN)/pip || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	test -n "$$missing" || exit 0; \
	if test "$$(id -u)" = 0; then as=""; elif sudo -n true 2>/dev/null; then as=sudo; else \
	    echo "Some programs are missing. Type this, and then make again:"; \
	    echo "  sudo apt-get update && sudo apt-get install $$missing"; exit 1; fi; \
	echo "Installing from Debian:" $$missing; \
	$$as apt-get update -qq && \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$missing >/dev/null

demo: $(READY)
	$(BIN)/nota --archive $(DEMO) ingest samples/scans
	$(BIN)/nota --archive $(DEMO) search 'prejudiciële vragen Wi2013'
	@echo
	@echo "Each hit names its nota and page. Try next:"
	@echo "  . $(BIN)/activate; export NOTA_ARCHIVE=$(DEMO)"
	@echo "  nota search 'motie:Palland'                    what treats a motie"
	@echo "  nota search 'kantlijn:ja' --json               pages with notes in the margin"
	@echo "  nota show ID                                   one nota, whole, by an ID from above"
	@echo "  nota layer ID 1 handwriting -o build/pen.png   only the pen"
	@echo "  nota serve                                     all of it in a browser"
	@echo "  nota --archive archief ingest YOUR_SCANS       your own archive"

# The pages are tried in a real browser.
test: BROWSER := /usr/bin/chromium
test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/pytest

# The libraries of teaching are heavy, and nobody else needs them.
model: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -c training/constraints.txt -e '.[training]'
	$(BIN)/python -m training

clean:
	rm -rf build .venv *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -r {} +
