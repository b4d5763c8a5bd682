# mockismp: `make help` lists what can be made. Targets install what they need:
# Debian packages through apt-get, Go modules through go.

GO      ?= go
TOOLS    = $(GO) run
GOFUMPT  = $(TOOLS) mvdan.cc/gofumpt@v0.12.0
STATICCHECK = $(TOOLS) honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 20s

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: run
run: ## run the emulator: make run ARGS="--world spec --seed 7"
	$(GO) run ./cmd/mockismp serve $(ARGS)

.PHONY: build
build: ## build bin/mockismp
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/mockismp ./cmd/mockismp

.PHONY: test
test: ## run all tests
	$(GO) test ./...

.PHONY: race
race: ## run all tests under the race detector (needs gcc)
	$(GO) test -race ./...

.PHONY: golden
golden: ## write the golden answers anew; then read the diff
	$(GO) test ./server/trueapi ./server/pipeline -run Golden -update

.PHONY: lint
lint: ## gofumpt, vet, staticcheck, go mod tidy
	@test -z "$$($(GOFUMPT) -l . | tee /dev/stderr)" || { echo 'not formatted: make fmt'; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...
	$(GO) mod tidy -diff

.PHONY: fmt
fmt: ## format the code
	$(GOFUMPT) -w .

.PHONY: bench
bench: build ## measure speed and memory, beside a bare net/http handler
	$(GO) test ./state/... ./pki ./server/... ./fixtures -run '^$$' -bench . -benchmem
	$(GO) run ./server/bench

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test $$pkg -list '^Fuzz' | grep '^Fuzz'); do \
	    $(GO) test $$pkg -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done
