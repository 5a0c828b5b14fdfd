# Every step of CI is one of these targets; each does its own set-up on a fresh clone.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export NODE_OPTIONS := --experimental-vm-modules --no-warnings=ExperimentalWarning
BIN := node_modules/.bin
STAMP := node_modules/.installed
CLI := node generator/dist/cli/bin.js
RESULTS := .cache/results
APIS := $(patsubst specs/%/client.yaml,%,$(wildcard specs/*/client.yaml))
STEP := node test/support/step.mjs

.PHONY: help setup build demo test check test-full test-live generate bench coverage clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(STAMP): package-lock.json package.json generator/package.json runtime/package.json generated/package.json
	npm ci --no-audit --no-fund
	@touch $@

setup: $(STAMP) ## Install what development needs and switch on the Git hooks
	@git config core.hooksPath .githooks 2>/dev/null || true

build: $(STAMP) ## Compile the three packages
	$(BIN)/tsc -b runtime runtime/node runtime/ws runtime/brokers runtime/testing generator
	node runtime/bundle-node.mjs
	node runtime/framing-schema.mjs runtime/dist/framing.schema.json
	node generator/dist/build.js
	$(BIN)/tsc -b generated

demo: build ## Generate Coherent Spark, run real calls against an in-process fake of it, then a realtime session over Ably's protocol
	@$(CLI) generate --config specs/coherent-spark/client.yaml
	@for api in coherent-spark ably; do \
	  $(BIN)/esbuild specs/$$api/demo.ts --bundle --platform=node --format=esm --target=node20 --external:ws --log-level=warning --outfile=.cache/demo/$$api.js && node .cache/demo/$$api.js; \
	done

test: build ## Run every test that needs no outside server
	@mkdir -p $(RESULTS)
	TIER=test $(BIN)/jest --json --outputFile=$(RESULTS)/test.json

check: build ## Lint, format, types, architecture, regeneration, size ceilings; every step runs, whatever the ones before it found
	@mkdir -p $(RESULTS)
	@failed=0; \
	$(STEP) check/lint-and-format -- $(BIN)/biome ci --colors=off . || failed=1; \
	$(STEP) check/types -- $(BIN)/tsc -p test --noEmit || failed=1; \
	$(STEP) check/coverage -- $(MAKE) --no-print-directory coverage || failed=1; \
	$(STEP) check/generate -- $(MAKE) --no-print-directory generate || failed=1; \
	$(STEP) check/generated-is-committed -- git diff --exit-code --stat -- generated || failed=1; \
	$(STEP) check/packages -- node test/support/pack.mjs || failed=1; \
	exit $$failed

coverage: $(STAMP) ## Unit and feature tests with line coverage of runtime/ and generator/ (at least 95 %)
	TIER=test $(BIN)/jest --coverage --coverageReporters=text-summary --coverageReporters=json-summary --coverageDirectory=.cache/coverage --coverageThreshold='{"global":{"lines":95}}' --silent

generate: build ## Regenerate every client under generated/
	@set -e; for api in $(APIS); do $(CLI) generate --force --config specs/$$api/client.yaml; done

test-full: build ## Whole corpus (CORPUS_DIR), compiler and runtime matrices, long property tests
	@mkdir -p $(RESULTS)
	TIER=full $(BIN)/jest --runInBand --json --outputFile=$(RESULTS)/test-full.json

test-live: build ## The same clients against real servers on loopback; REQUIRE_LIVE lists those that must run
	@mkdir -p $(RESULTS)
	TIER=live $(BIN)/jest --runInBand --json --outputFile=$(RESULTS)/test-live.json

bench: build ## Measure beside the peers and write docs/BENCHMARKS.md
	node test/bench/run.mjs

clean: ## Remove what the build made
	rm -rf generator/dist runtime/dist generated/dist .cache coverage
