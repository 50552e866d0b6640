#!/usr/bin/env bash
# Compile requirements/*.in into hashed locks that name no registry.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
for name in build runtime dev embed onnx; do
  printf '%s\n' "requirements/$name.txt" >&2
  agreed=() # what builds is installed beside what runs: they must name the same versions
  [ "$name" = build ] || agreed=(-c build.txt)
  ../.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --no-header \
    --no-emit-index-url --no-emit-find-links "${agreed[@]}" "$@" "$name.in" -o "$name.txt"
done
