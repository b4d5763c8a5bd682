# mockismp: `make help` lists what can be made. Targets install what they need:
# Debian packages through apt-get, Go modules through go.

GO          ?= go
# Schemas are checked by libxml2, which needs a C compiler; without the tag
# (make run TAGS=) or without cgo the program builds anywhere and checks less.
TAGS        ?= libxml2
BUILD        = $(if $(TAGS),-tags $(TAGS))
GOFUMPT      = $(GO) run mvdan.cc/gofumpt@v0.12.0
STATICCHECK  = $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
PACKAGES     = gcc libc6-dev libxml2-dev libxml2-utils pkg-config
FUZZTIME    ?= 20s

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: deps
deps: ## install the Debian packages that are missing, if TAGS asks for them
	@test -z "$(findstring libxml2,$(TAGS))" || test "$$CGO_ENABLED" = 0 || dpkg-query -W -f '$${db:Status-Status}\n' $(PACKAGES) 2>/dev/null | grep -c '^installed$$' | grep -qx $(words $(PACKAGES)) || \
	  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(PACKAGES); }

.PHONY: run
run: deps ## run the emulator: make run ARGS="--world spec --seed 7"
	$(GO) run $(BUILD) ./cmd/mockismp serve $(ARGS)

.PHONY: build
build: deps ## build bin/mockismp
	$(GO) build $(BUILD) -trimpath -o bin/mockismp ./cmd/mockismp

.PHONY: test
test: deps ## run all tests
	$(GO) test $(BUILD) ./...

.PHONY: test-pure
test-pure: ## run the tests that differ without a C compiler
	CGO_ENABLED=0 $(GO) build ./...
	CGO_ENABLED=0 $(GO) test ./xsd/... ./server/internal/intake/...

.PHONY: race
race: deps ## run all tests under the race detector
	$(GO) test $(BUILD) -race ./...

.PHONY: golden
golden: deps ## write the golden answers anew; then read the diff
	$(GO) test $(BUILD) ./server -run Golden -update
	$(GO) test $(BUILD) ./cmd/mockismp -update
	$(GO) test $(BUILD) . -run Lifecycles -update

.PHONY: lint
lint: deps ## gofumpt, vet, staticcheck, go mod tidy
	@unformatted=$$($(GOFUMPT) -l .) && test -z "$$unformatted" || { echo "not formatted: $$unformatted; make fmt"; exit 1; }
	$(GO) vet $(BUILD) ./...
	$(STATICCHECK) $(BUILD) ./...
	$(GO) mod tidy -diff

.PHONY: fmt
fmt: ## format the code
	$(GOFUMPT) -w .

.PHONY: bench
bench: build ## measure speed and memory, beside a bare net/http handler
	$(GO) run $(BUILD) ./server/internal/bench
	$(GO) test $(BUILD) ./state ./state/cis ./pki ./xsd/... ./server ./server/internal/intake ./server/internal/trueapi/jackson ./fixtures -run '^$$' -bench . -benchmem

STORM_CALLS ?= 200000
STORM_SEED  ?= 1

.PHONY: storm
storm: deps ## many clients at once, against all invariants: make storm STORM_CALLS=200000 STORM_SEED=1
	STORM_CALLS=$(STORM_CALLS) STORM_SEED=$(STORM_SEED) $(GO) run $(BUILD) ./server/internal/storm

.PHONY: storm-race
storm-race: deps ## 25,000 calls of the storm under the race detector
	STORM_CALLS=25000 STORM_SEED=$(STORM_SEED) $(GO) run $(BUILD) -race ./server/internal/storm

.PHONY: fuzz
fuzz: deps ## run every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test $(BUILD) $$pkg -list '^Fuzz' | grep '^Fuzz'); do \
	    $(GO) test $(BUILD) $$pkg -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x || exit 1; \
	  done; \
	done
