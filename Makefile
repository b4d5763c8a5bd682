# mockismp: `make help` lists what can be made. Go and the modules that it fetches
# are all that is needed.

GO          ?= go
# Where libxml2's headers and a C compiler are, libxml2 is built in as a second
# XSD engine; make deps installs them on Debian. TAGS= leaves it out.
TAGS        ?= $(shell test "$$CGO_ENABLED" != 0 && command -v gcc >/dev/null && pkg-config --exists libxml-2.0 2>/dev/null && echo libxml2)
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
deps: ## install the Debian packages of the second XSD engine (as root)
	@dpkg-query -W -f '$${db:Status-Status}\n' $(PACKAGES) 2>/dev/null | grep -c '^installed$$' | grep -qx $(words $(PACKAGES)) || \
	  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(PACKAGES); }

.PHONY: run
run: ## run the emulator: make run ARGS="--world spec --seed 7"
	$(GO) run $(BUILD) ./cmd/mockismp serve $(ARGS)

.PHONY: build
build: ## build bin/mockismp
	$(GO) build $(BUILD) -o bin/mockismp ./cmd/mockismp

# The program as it is given out: without a C compiler, and so without the second engine, which no test but those of
# test-second has a need of.
.PHONY: test
test: ## run all tests
	SECOND_OPINION= CGO_ENABLED=0 $(GO) test ./...

.PHONY: test-pure
test-pure: dist ## build the program without a C compiler for every system, and run the tests that differ there
	SECOND_OPINION= CGO_ENABLED=0 $(GO) test ./xsd/... ./server/internal/intake/...

.PHONY: stranger
stranger: ## run the README's Go test, and parallel forks, in a module of somebody else's, with and without cgo
	$(GO) test $(BUILD) ./cmd/mockismp -run Stranger -stranger -count=1

CLIENTS = nodejs python3

.PHONY: clients
clients: ## run the tests of the JavaScript and the Python client
	@command -v node >/dev/null && command -v python3 >/dev/null || \
	  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(CLIENTS); } || \
	  { echo "clients: node and python3 are needed, and apt-get gives no $(CLIENTS): install them, or go online" >&2; exit 1; }
	$(GO) run $(BUILD) ./cmd/mockismp exec -- node --test client/js/
	$(GO) run $(BUILD) ./cmd/mockismp exec -- python3 -B -W error -m unittest discover -s client/python

.PHONY: test-clients
test-clients: ## let clients of others talk to the emulator: axios, got, Guzzle, requests, Java and more, behind nginx too (as root on Debian)
	GO="$(GO)" BUILD="$(BUILD)" .ci/test-clients

.PHONY: dist
dist: ## build dist/ with the program for linux, darwin and windows, and checksums
	GO="$(GO)" .ci/dist dist

.PHONY: reproducible
reproducible: ## build the program in two places, and compare
	GO="$(GO)" .ci/reproducible

.PHONY: walk
walk: ## walk a newcomer's first minutes on a bare Debian, and write docs/newcomer.md (as root)
	.ci/walk

.PHONY: image
image: ## build the images mockismp and mockismp:libxml2, with docker, podman or buildah
	.ci/image

.PHONY: image-check
image-check: ## build the images without an engine or a registry, and try them (as root on Debian)
	.ci/image-check

# Tests that have the package xsd built in: in all others no engine checks anything, and they would do again what they do
# in make test.
XSD          = github.com/mockismp/mockismp/xsd
WITH_XSD     = $(GO) list -tags libxml2 -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... | sed -n 's,^\([^ ]*\)\.test .*$(XSD)\( .*\)*$$,\1,p'

.PHONY: test-second
test-second: ## run all tests that check documents with libxml2 as the XSD engine, and the engines against each other at length
	packages=$$($(WITH_XSD)) && test -n "$$packages" && $(GO) test -tags libxml2 -ldflags '-X $(XSD).usual=libxml2' $$packages
	SECOND_OPINION=required $(GO) test -tags libxml2 ./xsd -run 'Agree' -mutants 100000

.PHONY: race
race: ## run all tests under the race detector
	$(GO) test $(BUILD) -race ./...

OPINIONS = openssl gostsum libengine-gost-openssl python3-cryptography default-jdk-headless libbcpkix-java

.PHONY: opinions
opinions: ## ask OpenSSL, its GOST engine, gostsum, Java and Python about keys and signatures; 10,000 round trips
	@dpkg-query -W -f '$${db:Status-Status}\n' $(OPINIONS) 2>/dev/null | grep -c '^installed$$' | grep -qx $(words $(OPINIONS)) || \
	  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(OPINIONS); }
	MOCKISMP_SECOND_OPINIONS=1 $(GO) test ./pki/... -run 'OfOthers|OpenSSL' -count=1
	$(GO) test ./pki/gost -run RoundTrips -rapid.checks 3400 -count=1

.PHONY: golden
golden: ## write the golden answers anew; then read the diff
	$(GO) test $(BUILD) ./server -run Golden -update
	$(GO) test $(BUILD) ./cmd/mockismp -update
	$(GO) test $(BUILD) . -run Lifecycles -update
	$(GO) test $(BUILD) . -run Exported -update-exported

.PHONY: lint
lint: ## gofumpt, vet, staticcheck, go mod tidy
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
	$(GO) test $(BUILD) ./state ./state/cis ./pki/... ./xsd/... ./server ./server/internal/intake ./server/internal/trueapi/jackson ./fixtures -run '^$$' -bench . -benchmem

.PHONY: scenarios
scenarios: ## play a scenario 1,000 times in parallel worlds, and tell by how much the process grows
	$(GO) test $(BUILD) ./scenarios -run '^$$' -bench Runs -benchtime 1000x

STORM_CALLS ?= 200000
STORM_SEED  ?= 1

.PHONY: storm
storm: ## many clients at once, against all invariants: make storm STORM_CALLS=200000 STORM_SEED=1
	STORM_CALLS=$(STORM_CALLS) STORM_SEED=$(STORM_SEED) $(GO) run $(BUILD) ./server/internal/storm

.PHONY: storm-race
storm-race: ## 25,000 calls of the storm under the race detector
	STORM_CALLS=25000 STORM_SEED=$(STORM_SEED) $(GO) run $(BUILD) -race ./server/internal/storm

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test $(BUILD) $$pkg -list '^Fuzz' | grep '^Fuzz'); do \
	    $(GO) test $(BUILD) $$pkg -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x || exit 1; \
	  done; \
	done
