# KuPkg: `make help` says what there is.

SHELL         := /bin/bash
.SHELLFLAGS   := -eu -o pipefail -c
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.ONESHELL:

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

RESULTS       := artifacts/test-results
TEST_PROJECTS := $(sort $(wildcard tests/*.Tests/*.csproj)) tests/Hosts/KuPkg.Hosts.csproj
SCRIPTS       := .ci/run init/sysv/kupkg packaging/bash-completion/kupkg $(addprefix packaging/debian/kupkg.,postinst prerm postrm) tests/setup tests/summary \
                 packaging/example-foo/src/run packaging/example-foo/init/foo.init

# Where install puts things. UNITDIR is where systemd of every distribution with a merged /usr looks (Debian 12 and later, all rpm ones).
DESTDIR       :=
BINDIR        := /usr/bin
UNITDIR       := /usr/lib/systemd/system
SYSCONFDIR    := /etc
DATADIR       := /usr/share
MANDIR        := $(DATADIR)/man
DOCDIR        := $(DATADIR)/doc/kupkg

# Copies a file that names the binary or the documentation, with the names of this installation in it. $(1) mode, $(2) from, $(3) to.
put           = sed -e 's|/usr/bin/kupkg|$(BINDIR)/kupkg|g' -e 's|/usr/share/doc/kupkg|$(DOCDIR)|g' $(2) | install -D -m $(1) /dev/stdin '$(DESTDIR)$(3)'

.PHONY: all build test demo host publish mortal deb example-foo bench docs lint setup sdk install install-sysv install-upstart clean help

all: build publish

build: sdk
	dotnet build KuPkg.sln -v quiet

# The single-file binary. Moved into place at the end, so that a half-written one is never run.
publish: sdk
	dotnet publish src/Agent/KuPkg.csproj -c Release -o artifacts/publish -v quiet
	cp artifacts/publish/kupkg artifacts/kupkg.new
	mv artifacts/kupkg.new artifacts/kupkg
	ls -l artifacts/kupkg

# kupkg's own code, made to die at a chosen write: the tests of crash safety run it in booted hosts, which have no runtime.
mortal: sdk
	dotnet publish tests/Mortal -c Release -o artifacts/mortal -v quiet

# Each project is run whatever became of the one before; the results are counted from the files that the runs wrote.
test: setup build publish mortal deb example-foo lint
	rm -rf $(RESULTS)
	failed=0
	for project in $(TEST_PROJECTS); do
	    dotnet test "$$project" --no-build --results-directory $(RESULTS) --logger "trx;LogFileName=$$(basename "$$project" .csproj).trx" \
	        --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null || failed=1
	done
	tests/summary "$$failed" $(RESULTS)/*.trx

# The packages come over the network while the compiler works.
demo: sdk
	$(MAKE) --no-print-directory -j2 setup publish
	dotnet run --project tests/demo -c Release

# A booted throw-away host to try things on; reads commands from standard input.
host: sdk
	@$(MAKE) --no-print-directory -j2 setup publish
	dotnet run --project tests/demo -c Release -- host

bench: setup publish
	dotnet publish bench/Empty -c Release -o artifacts/bench-empty -v quiet
	dotnet run --project bench/Runs -c Release
	dotnet run --project bench/Kill -c Release
	dotnet run --project bench/Guard -c Release
	dotnet run --project bench/Zombies -c Release
	dotnet run --project bench/Checks -c Release
	dotnet run --project bench/Services -c Release
	dotnet run --project bench/Gateway -c Release
	dotnet publish bench/Toml -c Release -o artifacts/bench-toml -v quiet
	artifacts/bench-toml/toml-bench

# What is made from the code: the pages on the configuration from the settings types, kupkg(8) and the completion from the commands. Tests compare them.
docs: setup sdk
	KUPKG_WRITE_DOCS=1 dotnet test tests/Agent.Tests --filter "ConfigDocumentTests|ConfigSampleTests|ContractDocumentTests|ManualTests|BashCompletionTests" -v quiet

lint: setup
	shellcheck $(SCRIPTS)

# Debian packages that tests and demo need; does nothing when all are there, and needs root when they are not.
setup:
	@tests/setup

sdk:
	@dotnet --version >/dev/null 2>&1 || { echo "KuPkg needs the .NET SDK that global.json names ($$(sed -n 's/.*"version": "\(.*\)".*/\1/p' global.json) or a later 10.0). dotnet is $$(command -v dotnet || echo not on the PATH); the SDKs it has: $$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' '). Install that SDK and try again." >&2; exit 1; }

# Copies what "make publish" made, and builds nothing: it is run by root, or by a package's build with DESTDIR. The configuration is not
# put in place, and no unit enabled: a host without one is quarantined, and who copies files takes it in on purpose. The Debian package's
# own scripts do both.
install:
	[ -x artifacts/kupkg ] || { echo "There is no artifacts/kupkg to install. First:     make publish" >&2; exit 1; }
	install -D -m 755 artifacts/kupkg '$(DESTDIR)$(BINDIR)/kupkg'
	$(call put,644,init/kupkg.service,$(UNITDIR)/kupkg.service)
	$(call put,644,init/kupkg.timer,$(UNITDIR)/kupkg.timer)
	$(call put,644,init/kupkg-daemon.service,$(UNITDIR)/kupkg-daemon.service)
	$(call put,644,init/kupkg-check.service,$(UNITDIR)/kupkg-check.service)
	$(call put,644,init/kupkg-check.timer,$(UNITDIR)/kupkg-check.timer)
	$(call put,644,cron.d/kupkg,$(SYSCONFDIR)/cron.d/kupkg)
	install -d -m 755 '$(DESTDIR)$(SYSCONFDIR)/kupkg' '$(DESTDIR)$(SYSCONFDIR)/kupkg/kupkg.d'
	for page in docs/man/*; do
	    install -D -m 644 "$$page" '$(DESTDIR)$(MANDIR)/man'"$${page##*.}/$$(basename "$$page")"
	done
	install -D -m 644 packaging/bash-completion/kupkg '$(DESTDIR)$(DATADIR)/bash-completion/completions/kupkg'
	install -D -m 644 docs/kupkg.toml.example '$(DESTDIR)$(DATADIR)/kupkg/kupkg.toml'
	for page in CHANGELOG.md README.md docs/*.md docs/kupkg.toml.example artifacts/publish/notices/*; do
	    install -D -m 644 "$$page" '$(DESTDIR)$(DOCDIR)/'"$$(basename "$$page")"
	done
	for contract in docs/contracts.d/*.toml; do
	    install -D -m 644 "$$contract" '$(DESTDIR)$(DOCDIR)/examples/contracts.d/'"$$(basename "$$contract")"
	done

# artifacts/kupkg_VERSION_amd64.deb, from what publish made. dpkg-buildpackage wants a debian/ beside the files, and leaves more of them: a copy has
# both. The same binary gives the same package: its times are those of the last commit.
deb: setup publish
	rm -rf artifacts/deb-build artifacts/kupkg_*.deb
	mkdir -p artifacts/deb-build/kupkg
	cp -r --parents --target-directory=artifacts/deb-build/kupkg Makefile README.md CHANGELOG.md cron.d docs init packaging/bash-completion packaging/example-foo artifacts/kupkg artifacts/publish/notices
	cp -r packaging/debian artifacts/deb-build/kupkg/debian
	epoch=$$(git log -1 --format=%ct 2>/dev/null) && export SOURCE_DATE_EPOCH=$$epoch || echo "No commit to date the package by: its changelog does." >&2
	cd artifacts/deb-build/kupkg
	dpkg-buildpackage --build=binary --no-sign >../log 2>&1 || { cat ../log >&2; exit 1; }
	cd ../../..
	mv artifacts/deb-build/kupkg_*.deb artifacts/
	ls -l artifacts/kupkg_*.deb

# artifacts/foo_VERSION_amd64.deb: the worked example of docs/contract.md, a service under contract. In a copy, as above.
example-foo: setup
	rm -rf artifacts/example-foo artifacts/foo_*.deb
	mkdir -p artifacts/example-foo
	cp -r packaging/example-foo artifacts/example-foo/foo
	cd artifacts/example-foo/foo
	dpkg-buildpackage --build=binary --no-sign >../log 2>&1 || { cat ../log >&2; exit 1; }
	cd ../../..
	mv artifacts/example-foo/foo_*.deb artifacts/
	ls -l artifacts/foo_*.deb

# For hosts with neither systemd nor cron, in place of the timer and the cron line: the daemon. One starter at a time.
install-sysv:
	$(call put,755,init/sysv/kupkg,$(SYSCONFDIR)/init.d/kupkg)

install-upstart:
	$(call put,644,init/upstart/kupkg.conf,$(SYSCONFDIR)/init/kupkg.conf)

clean:
	rm -rf artifacts/bin artifacts/obj artifacts/publish artifacts/mortal artifacts/bench-empty artifacts/bench-toml artifacts/deb-build artifacts/example-foo artifacts/food artifacts/kupkg artifacts/kupkg_*.deb artifacts/foo_*.deb $(RESULTS)

help:
	@echo 'make            build, and publish the binary'
	echo 'make build      everything, warnings are errors'
	echo 'make test       all tests; the last line is "N passed, N failed, N skipped" (root)'
	echo 'make demo       a rehearsal of three faults on a throw-away booted host (root; about 2 min)'
	echo 'make host       a throw-away booted host to try things on by hand (root)'
	echo 'make publish    the single-file binary at artifacts/kupkg'
	echo 'make deb        the Debian package, at artifacts/kupkg_VERSION_amd64.deb'
	echo 'make example-foo  the package of docs/contract.md: a service under contract, at artifacts/foo_VERSION_amd64.deb'
	echo 'make bench      the figures, each beside its peer from the same run (root)'
	echo 'make docs       docs/config.md, the tables of docs/contract.md, docs/kupkg.toml.example, docs/man and the bash completion, from the code'
	echo 'make install    what publish made, with units, cron line and documents (root; DESTDIR, BINDIR, UNITDIR, SYSCONFDIR, DATADIR, DOCDIR)'
	echo 'make setup      the Debian packages that tests, demo and bench need (root)'
	echo 'make clean      all but the base root of the test hosts (artifacts/hosts)'
	echo 'An rpm package is still to come: see packaging/.'
