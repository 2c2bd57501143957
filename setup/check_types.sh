#!/bin/sh
# Fail when the app's generated types are not what the server's schemas say now.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
files="frontend/src/lib/api/schema.d.ts frontend/src/lib/realtime/events.d.ts"
for file in $files; do cp "$file" "$kept/$(basename "$file")"; done
(cd frontend && npm run --silent types)
stale=0
for file in $files; do
    cmp -s "$file" "$kept/$(basename "$file")" || { echo "$file was stale; run 'make types' and commit it." >&2; stale=1; }
done
exit $stale
