# What people type. Each target is one line; what it does stands in the script of its name under .ci/.
.DEFAULT_GOAL := help
.PHONY: help run demo first-run build test fuzz reliability lint bench package package-check reproducible pictures screenshots qr-score qr-compare qr-docs clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, open the window (without a display: make demo)
	@.ci/start

demo: ## the main job on a virtual display, with pictures of it in build/demo/
	@.ci/demo

first-run: ## a new user's way to the code and the finished report, counted and timed, on a virtual display
	@.ci/first-run

build: ## build/kanzleicode (command line) and build/kanzleicode-window
	@.ci/build

test: ## install what the tests need and run all of them
	@.ci/test

fuzz: ## every fuzzer for a while (FUZZTIME=30s), looking for inputs that break something
	@.ci/fuzz

reliability: ## the figures of docs/reliability.md at their nightly size; they go to build/reliability.txt
	@.ci/reliability

lint: ## formatting, vet, golangci-lint with the rules of the house, licences, known vulnerabilities, shellcheck
	@.ci/lint

bench: ## measure; the figures go to build/bench.txt
	@.ci/bench

package: ## build all that people install into build/package/: Windows, Debian, any Linux; checksums
	@.ci/package

package-check: ## install and remove it all again, on a fresh Debian and on Wine
	@.ci/package-check

reproducible: ## build the last commit twice and compare the bytes of the programs and the Linux packages
	@.ci/reproducible

pictures: ## draw the pictures of README and manual anew, from sample data
	@.ci/pictures

screenshots: ## draw every page, dialog and state in every look into build/screenshots/ (LOOKS=1366x768-de: some)
	@.ci/screenshots

qr-score: ## score our reader of QR codes on a corpus of pictures (QR_CORPUS=…, SETS=…)
	@.ci/qr-score

qr-compare: ## the same beside zbarimg and ZXingReader
	@.ci/qr-compare

qr-docs: ## the same, written into docs/performance.md
	@.ci/qr-compare -docs docs

clean: ## remove build/
	rm -rf build
