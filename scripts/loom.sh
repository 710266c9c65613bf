#!/usr/bin/env bash
# Runs the models of the protocols between threads through every interleaving that can matter.
set -euo pipefail
cd "$(dirname "$0")/.."

# The models have a target directory of their own: the flag changes every crate, so with a shared directory the next
# usual build would compile everything again.
RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --profile loom --no-default-features --lib loom "$@"
