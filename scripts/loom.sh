#!/usr/bin/env bash
# Runs the models of the protocols between threads through every interleaving that matters.
set -euo pipefail
cd "$(dirname "$0")/.."

# A directory of its own: the flag changes every crate, and would have the usual build start anew.
RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --profile loom --no-default-features --lib loom "$@"
