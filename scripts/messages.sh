#!/usr/bin/env bash
# Collect the texts to translate in every room, in Arabic and French, then compile them.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v xgettext >/dev/null || { echo "gettext is missing. Install it: sudo apt-get install gettext" >&2; exit 1; }
root=$PWD
for locale in bawaba/*/locale; do
  room=$(dirname "$locale")
  printf '%s\n' "$room" >&2
  (cd "$room" && "$root/.venv/bin/django-admin" makemessages --no-location --no-wrap -l ar -l fr -v 0)
done
.venv/bin/python scripts/compile_messages.py
