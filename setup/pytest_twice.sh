#!/bin/sh
# Run pytest. In CI, where other work shares the machine, what failed is tried once more alone; both times are told, and
# what failed twice, or more than five at once, is a failure. Arguments go to pytest.
set -u
MOST=5
python -m pytest "$@" && exit 0
status=$?
[ "$status" -eq 1 ] && [ "${CI:-}" = true ] || exit "$status"
failed=$(python - <<'END'
import json
import pathlib

kept = pathlib.Path(".pytest_cache/v/cache/lastfailed")
print("\n".join(json.loads(kept.read_text())) if kept.is_file() else "")
END
)
count=$(printf '%s' "$failed" | grep -c .)
if [ "$count" -eq 0 ] || [ "$count" -gt "$MOST" ]; then
    exit 1
fi
printf '\nTried once more, alone:\n%s\n' "$failed"
python -m pytest "$@" --last-failed -n 0 || exit 1
printf '\nFailed beside the others and passed alone; that wants a look:\n%s\n' "$failed"
