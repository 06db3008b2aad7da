# Two commands matter: `make demo` and `make test`. Each does all the set-up it needs.
.DEFAULT_GOAL := help
.PHONY: help demo test check check-all fix bench bench-spark reset lock messages
VENV := .venv
PORT ?= 8000
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

help: ## say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: ## a running, populated campus on http://127.0.0.1:8000 (PORT=… changes the port)
	@sh scripts/setup base
	@SEXTANT_PROFILE=demo SEXTANT_SITE_URL=http://127.0.0.1:$(PORT) PORT=$(PORT) sextant demo

test: ## the whole suite: SQLite, PostgreSQL, a real browser
	@sh scripts/setup dev
	@sh scripts/test

check: ## everything continuous integration does
	@sh scripts/setup dev
	@sh scripts/lint
	@sh scripts/test

check-all: ## `check`, with every page in every language and theme, at every width
	@sh scripts/setup dev
	@sh scripts/lint
	@SEXTANT_FULL_MATRIX=1 sh scripts/test

fix: ## format, and mend what can be mended without thinking
	@sh scripts/setup dev
	@ruff check --fix src tests benchmarks scripts/*.py
	@ruff format src tests benchmarks scripts/*.py

bench: ## the figures of docs/reference/benchmarks.md (DATA=folder for the published data sets)
	@sh scripts/setup dev
	@DATA=$(DATA) python -m benchmarks

bench-spark: ## calibration over the partitions of a Spark cluster (installs Spark beside the rest; not part of `bench`)
	@sh scripts/setup spark
	@.venv-spark/bin/python -m benchmarks.spark.calibration

reset: ## forget the demo's data
	@rm -rf var
	@echo "The demo's data is gone; make demo makes it anew."

lock: ## choose the newest versions that resolve together, and lock them with hashes
	@for set in base dev; do groups="--group build"; [ $$set = dev ] && groups="$$groups --group dev"; \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml $$groups -o requirements/$$set.txt; done
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml --group build --extra spark -o requirements/spark.txt

messages: ## collect the texts to translate into src/sextant/locale
	@sh scripts/setup dev
	@python scripts/messages.py check --keep
