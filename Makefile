# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.

# Where the package managers and rustup put cargo when it is not on the path of this shell yet.
export PATH := $(PATH):$(HOME)/.cargo/bin:/opt/homebrew/opt/rustup/bin:/usr/local/opt/rustup/bin

CARGO ?= cargo
SCHEME ?= beijing-bay
OUT ?= out/$(SCHEME)
RIVALS ?= $(CURDIR)/target/rivals

.DEFAULT_GOAL := help
.PHONY: help deps deps-demo demo test lint doc bench rivals data-check layers-check page-check clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

deps: ## check for a C compiler, Rust and what PROJ takes (cmake, sqlite3), install what is missing
	@sh .ci/deps.sh proj

deps-demo: ## the same without what PROJ takes: the demo is built without it
	@sh .ci/deps.sh

demo: deps-demo ## build what the demo needs and write the layers of Beijing Bay (SCHEME=..., OUT=...)
	$(CARGO) run --release --locked --no-default-features --features cli -- run $(SCHEME) --out $(OUT)
	@echo "Layers, tables and findings are in $(OUT)/"

test: deps ## run every test; with RINGSHED_SUITES=DIR those on the test suites too
	$(CARGO) test --locked

lint: deps ## formatting, clippy and documentation, warnings fatal
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) clippy --locked --all-targets --no-default-features -- -D warnings
	$(MAKE) --no-print-directory doc

doc: deps ## build the documentation of the library, warnings fatal
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

bench: deps-demo ## run the benchmarks: each workload ours and a baseline, answers asserted
	$(CARGO) bench --locked --no-default-features --features cli,parquet --bench locate --bench workloads

rivals: deps-demo ## run the rivals' workloads with the rivals and with ours, print the table (RIVALS=FOLDER for their data, WORKLOADS=... to choose)
	RIVALS=$(RIVALS) benches/rivals/setup.sh
	RIVALS=$(RIVALS) CARGO=$(CARGO) benches/rivals/run.sh $(WORKLOADS)

data-check: ## compare the files in geodata/ with their checksums
	@cd geodata && sha256sum --check --quiet SHA256SUMS
	@cd geodata && for file in *.geojson */*.geojson facts/*; do \
		grep -q " $$file$$" SHA256SUMS || { echo "geodata: $$file is not in SHA256SUMS" >&2; exit 1; }; \
	done
	@echo "geodata: every file as listed in SHA256SUMS"

layers-check: ## open the layers of Beijing Bay with GDAL and shapely, time the run, compare 1 and 8 threads
	.ci/layers.sh

page-check: ## open the map page of Beijing Bay in a headless Chromium without network and use it (needs node and chromium)
	$(CARGO) build --release --locked --no-default-features --features cli
	$${CARGO_TARGET_DIR:-target}/release/ringshed --quiet run beijing-bay --out out/page-check >/dev/null
	node tests/tools/map_page.mjs out/page-check

clean: ## remove build products and the demo's output
	$(CARGO) clean
	rm -rf out
