# Everything that is done with this repository. `make help` lists it.

PREFIX ?= /usr/local
CASES = 500
EXPORTS = 100
PAIRS = 300
SOAK_MINUTES = 120
DESTDIR ?=
SWIFT ?= swift

# The release build has its own directory: its flags would make the other builds begin anew.
RELEASE = .build-release
FUZZ = .build-fuzz
KERNELS_FOLDER = .build-kernels
FORMER = .build-former
STATIC = -c release --scratch-path $(RELEASE) --static-swift-stdlib -Xswiftc -static-executable

PROGRAM = .build/release/vxloom
SAMPLE = samples/05-namespaces-behind-a-bridge.vxl
SOURCES = $(shell find Sources -type f) Package.swift

.DEFAULT_GOAL = help
.PHONY: help demo test soak check lint build update docs pictures fuzz release install uninstall clean \
  test-kernels bench bench-compare need-build need-test need-docs need-kernels need-bench

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(PROGRAM) ## build, show one sample, and run it in the lab
	@echo; echo '$$ cat $(SAMPLE)'; cat $(SAMPLE)
	@echo; echo '$$ vxloom check $(SAMPLE)'; $(PROGRAM) check $(SAMPLE)
	@echo; echo '$$ vxloom emit --format plain --node node1 $(SAMPLE)'
	@$(PROGRAM) emit --format plain --node node1 $(SAMPLE)
	@echo; echo '$$ vxloom lab $(SAMPLE)'; $(PROGRAM) lab $(SAMPLE)

$(PROGRAM): $(SOURCES) | need-build
	$(SWIFT) build -c release --product vxloom

build: need-build ## build everything, the tests too
	$(SWIFT) build --build-tests

test: need-test build ## run all tests; those that the kernel cannot run say why
	$(SWIFT) test --skip-build

soak: need-test build ## drawn recipes, pairs, fault points and long texts in full, and a loop: CASES PAIRS EXPORTS SOAK_MINUTES
	PROPERTY_CASES=$(CASES) PAIR_CASES=$(PAIRS) EXPORT_CASES=$(EXPORTS) FAULT_STEP=1 EVPN_NODES=50 \
	  SOAK_MINUTES=$(SOAK_MINUTES) $(SWIFT) test --skip-build --filter \
	  'PropertyTests|PairTests|FaultTests|HostileInputTests|SoakTests|NetworkdTests|NetplanTests|IfupdownTests|EVPNTests'

lint: need-build ## check the layout of the Swift sources
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

check: lint test ## what must pass before a commit: lint, build, test

update: need-test ## write the golden files anew; then read the diff
	-UPDATE_GOLDEN=1 $(SWIFT) test --filter 'SpecTests|ConsoleTests|CurrencyTests'
	git --no-pager diff --stat

docs: need-docs ## the language reference as one page: docs/reference.html
	awk -f docs/reference.awk Tests/Spec/*.md | pandoc --from gfm --to html5 --standalone \
	  --table-of-contents --toc-depth 2 --metadata pagetitle='The Vxloom language' \
	  --css docs/reference.css --self-contained --output docs/reference.html
	@ls -lh docs/reference.html

PICTURES = 05-namespaces-behind-a-bridge 11-three-tenants
pictures: need-build ## draw the pictures of the README anew: docs/pictures
	@./.ci/need dot=graphviz
	$(SWIFT) build --product vxloom
	for name in $(PICTURES); do \
	  .build/debug/vxloom graph --format svg -o docs/pictures/$$name.svg samples/$$name.vxl; done

# libFuzzer comes with the toolchain. What has been found lies in .build-fuzz/found, and the next run
# goes on with what this one has learned.
SECONDS = 60
fuzz: need-build ## any bytes as a recipe, up to a plan, for SECONDS=60; what it finds becomes a test
	VXLOOM_FUZZ=1 $(SWIFT) build -c release --scratch-path $(FUZZ) --product Fuzz \
	  -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
	./Tests/Fuzz/corpus $(FUZZ)/corpus
	mkdir -p $(FUZZ)/found $(FUZZ)/learned
	$(FUZZ)/release/Fuzz -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
	  -print_final_stats=1 -dict=$(FUZZ)/corpus.dictionary -artifact_prefix=$(FUZZ)/found/ \
	  $(FUZZ)/learned $(FUZZ)/corpus

# Each option on its own, every sample and drawn recipes, on kernels that people run: Debian's, which
# apt fetches and qemu boots, in emulation. Tests/Kernels/run says more.
KERNELS = 6.1 6.12
test-kernels: need-kernels build $(RELEASE)/vxloom ## options and samples on other kernels, in qemu: KERNELS="6.1 6.12"
	VXLOOM_KERNEL_TESTS=$(CURDIR)/$(KERNELS_FOLDER)/tests \
	  $(SWIFT) test --skip-build --filter filesAreWritten
	./Tests/Kernels/run $(KERNELS)

$(RELEASE)/vxloom: $(SOURCES)
	$(MAKE) release

release: need-build ## one static executable, stripped, and its man page: .build-release/vxloom
	$(SWIFT) build $(STATIC) --product vxloom
	strip -o $(RELEASE)/vxloom "$$($(SWIFT) build $(STATIC) --show-bin-path)/vxloom"
	$(SWIFT) package plugin --allow-writing-to-package-directory generate-manual
	cp .build/plugins/GenerateManual/outputs/vxloom/vxloom.1 $(RELEASE)/vxloom.1
	@ls -lh $(RELEASE)/vxloom

install: ## install what `make release` built, completions and man page (PREFIX, DESTDIR)
	@test -x $(RELEASE)/vxloom || { echo 'Run `make release` first.' >&2; exit 1; }
	install -D -m 755 $(RELEASE)/vxloom $(DESTDIR)$(PREFIX)/bin/vxloom
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(RELEASE)/vxloom --generate-completion-script bash \
	  > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/vxloom
	$(RELEASE)/vxloom --generate-completion-script zsh \
	  > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_vxloom
	$(RELEASE)/vxloom --generate-completion-script fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/vxloom.fish
	install -D -m 644 $(RELEASE)/vxloom.1 $(DESTDIR)$(PREFIX)/share/man/man1/vxloom.1

uninstall: ## take away what `make install` installed
	rm -f $(DESTDIR)$(PREFIX)/bin/vxloom \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/vxloom \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_vxloom \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/vxloom.fish \
	  $(DESTDIR)$(PREFIX)/share/man/man1/vxloom.1

clean: ## take away what was built
	rm -rf .build $(RELEASE) $(FUZZ) $(KERNELS_FOLDER) $(FORMER)

ONLY =
bench: need-bench $(RELEASE)/vxloom ## against ip, bridge, bash, C and Python, as ratios: ONLY=fdb for one; writes docs/performance.md
	VXLOOM_BENCH=1 $(SWIFT) build $(STATIC) --product Stages
	./Benchmarks/run $(RELEASE)/vxloom "$$($(SWIFT) build $(STATIC) --show-bin-path)/Stages" \
	  --only "$(ONLY)" --write docs/performance.md

# The instructions of each stage against those of a commit: of the last one where something is changed,
# else of the one before it.
BASE = $(if $(shell git status --porcelain Sources Benchmarks),HEAD,HEAD~1)
STAGES = -c release --product Stages
bench-compare: need-bench ## instructions of each stage against a commit's: BASE=main; 1 where one takes over 5 % more
	VXLOOM_BENCH=1 $(SWIFT) build $(STAGES)
	rm -rf $(FORMER)/tree; git worktree prune
	git worktree add --quiet --detach $(FORMER)/tree $(BASE)
	if [ -d $(FORMER)/tree/Benchmarks/Stages ]; then VXLOOM_BENCH=1 $(SWIFT) build $(STAGES) \
	    --package-path $(FORMER)/tree --scratch-path $(FORMER)/build; \
	  else echo '$(BASE) has no stages to compare with.'; rm -rf $(FORMER)/build; fi
	git worktree remove --force $(FORMER)/tree
	./Benchmarks/compare .build/release/Stages $$(ls $(FORMER)/build/release/Stages 2>/dev/null)

# Installs what `make bench` compares with.
need-bench: need-test
	@./.ci/need python3=python3 valgrind=valgrind \
	  /usr/lib/python3/dist-packages/jinja2=python3-jinja2 \
	  /usr/lib/python3/dist-packages/pyroute2=python3-pyroute2

# Installs what the toolchain, its compiler and its linker need beside Swift itself.
need-build:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'Swift 6.3 or later is needed: https://www.swift.org/install/linux/' >&2; exit 1; }
	@./.ci/need gcc=gcc ld=binutils git=git /usr/include/stdio.h=libc6-dev \
	  '/usr/lib/gcc/*/*/libstdc++.a=g++' /etc/ssl/certs/ca-certificates.crt=ca-certificates \
	  '/usr/lib/*/libsqlite3.so.0=libsqlite3-0' '/usr/lib/*/libcurl.so.4=libcurl4' \
	  '/usr/lib/*/libxml2.so.2=libxml2' '/usr/lib/*/libncurses.so.6=libncurses6' \
	  /usr/include/readline/readline.h=libreadline-dev

# The tests with Docker engines need root, and an engine changes a machine's packet filter: only
# continuous integration installs one. Elsewhere these tests run where there is one, or say why not.
ENGINE = $(if $(CI),$(if $(filter 0,$(shell id -u)),dockerd=docker.io))

# What configures networks could do so on the machine that it is installed on: the same.
IFUPDOWN = $(if $(CI),ifup=ifupdown-ng netplan=netplan.io /usr/lib/frr/bgpd=frr)

# Installs what the tests compare with and run the scripts under.
need-test: need-build
	@./.ci/need ip=iproute2 dash=dash busybox=busybox-static unshare=util-linux tcpdump=tcpdump strace=strace nft=nftables \
	  iptables=iptables shellcheck=shellcheck \
	  dot=graphviz systemd-analyze=systemd ansible-playbook=ansible-core \
	  $(IFUPDOWN) $(ENGINE)

# Installs what boots other kernels, and what goes into their memory.
need-kernels: need-test
	@./.ci/need qemu-system-x86_64=qemu-system-x86 cpio=cpio depmod=kmod xz=xz-utils

need-docs:
	@./.ci/need pandoc=pandoc
