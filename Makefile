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
SCRIPTS       := .ci/run tests/setup tests/summary

.PHONY: all build test demo publish bench lint setup sdk clean help

all: build publish

build: sdk
	dotnet build KuPkg.sln -v quiet

# The single-file binary. Moved into place at the end, so that a half-written one is never run.
publish: sdk
	dotnet publish src/Agent/KuPkg.csproj -c Release -o artifacts/publish -v quiet
	cp artifacts/publish/kupkg artifacts/kupkg.new
	mv artifacts/kupkg.new artifacts/kupkg
	ls -l artifacts/kupkg

# Each project is run whatever became of the one before; the results are counted from the files that the runs wrote.
test: setup build publish lint
	rm -rf $(RESULTS)
	failed=0
	for project in $(TEST_PROJECTS); do
	    dotnet test "$$project" --no-build --results-directory $(RESULTS) --logger "trx;LogFileName=$$(basename "$$project" .csproj).trx" \
	        --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null || failed=1
	done
	tests/summary "$$failed" $(RESULTS)/*.trx

demo: setup publish
	dotnet run --project tests/demo -c Release

bench: setup publish
	dotnet publish bench/Empty -c Release -o artifacts/bench-empty -v quiet
	dotnet run --project bench/Runs -c Release
	dotnet run --project bench/Kill -c Release
	dotnet publish bench/Toml -c Release -o artifacts/bench-toml -v quiet
	artifacts/bench-toml/toml-bench

lint: setup
	shellcheck $(SCRIPTS)

# Debian packages that tests and demo need; does nothing when all are there, and needs root when they are not.
setup:
	@tests/setup

sdk:
	@dotnet --version >/dev/null 2>&1 || { echo "KuPkg needs the .NET SDK that global.json names ($$(sed -n 's/.*"version": "\(.*\)".*/\1/p' global.json) or a later 10.0). dotnet is $$(command -v dotnet || echo not on the PATH); the SDKs it has: $$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' '). Install that SDK and try again." >&2; exit 1; }

clean:
	rm -rf artifacts/bin artifacts/obj artifacts/publish artifacts/bench-empty artifacts/bench-toml artifacts/kupkg $(RESULTS)

help:
	@echo 'make            build, and publish the binary'
	echo 'make build      everything, warnings are errors'
	echo 'make test       all tests; the last line is "N passed, N failed, N skipped" (root)'
	echo 'make demo       a real run in a throw-away booted host, with a package that hangs (root)'
	echo 'make publish    the single-file binary at artifacts/kupkg'
	echo 'make bench      the figures, each beside its peer from the same run (root)'
	echo 'make setup      the Debian packages that tests, demo and bench need (root)'
	echo 'make clean      all but the base root of the test hosts (artifacts/hosts)'
	echo 'Debian and rpm packages are still to come: see packaging/.'
