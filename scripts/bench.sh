#!/usr/bin/env bash
# Measures oxpool beside its peers. The options are in bench/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

node bench/index.js "$@"
