#!/usr/bin/env bash
# Runs every check, the cheapest first. Each check can also be run by hand.
set -euo pipefail
cd "$(dirname "$0")/.."

step () {
  printf '\n==> %s\n' "$*"
  "$@"
}

step cargo fmt --check
step cargo clippy --all-targets --no-default-features -- --deny warnings
step cargo clippy --lib -- --deny warnings
step npm run lint
step cargo test --no-default-features
step bash scripts/loom.sh
step npm run build
step npx jest
