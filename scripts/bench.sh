#!/usr/bin/env bash
# Measures oxpool beside its peers. bench/README.md lists the options.
set -euo pipefail
cd "$(dirname "$0")/.."

node bench/index.js "$@"
