# Everything a developer runs. PYTHON is the environment's Python; set it to use another one.
PYTHON ?= python
.PHONY: check test accept docs bench verify

check:            ## style, form and types
	$(PYTHON) -m ruff check src tests benchmarks
	$(PYTHON) -m ruff format --check src tests benchmarks
	$(PYTHON) -m mypy

test:             ## the whole suite
	$(PYTHON) -m pytest

verify:           ## the slow checks as well
	$(PYTHON) -m pytest -m ""

accept:           ## take over what the transcripts print now, after reading the differences
	for new in tests/transcripts/*.txt.new; do if [ -e "$$new" ]; then mv "$$new" "$${new%.new}"; fi; done
	git --no-pager diff --stat -- tests/transcripts

docs:             ## the pages, as they will be read
	$(PYTHON) -m zensical build --clean

bench:            ## time of the import and of the brief, beside their yardsticks
	$(PYTHON) benchmarks/run.py
