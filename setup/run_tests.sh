#!/bin/sh
# Run every suite that this machine can run, and say which were left out and why. With CI=true a left-out suite fails.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH
left_out=''
failed=0

leave_out() { left_out="$left_out\n  $1"; }

ignored=''
git lfs version >/dev/null 2>&1 || leave_out "checks by git-lfs: it is not installed (apt-get install git-lfs)"
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1; then
    leave_out "the browser suite (tests/e2e): Chromium is not installed (apt-get install chromium)"
    ignored='--ignore=tests/e2e'
fi

if [ -f frontend/package.json ]; then
    (cd frontend && npm run --silent check && npm test --silent) || failed=1
fi
# shellcheck disable=SC2086
python -m pytest $ignored "$@" || failed=1

if [ -n "$left_out" ]; then
    printf '\nLeft out on this machine:%b\n' "$left_out" >&2
    [ "${CI:-}" = true ] && failed=1
fi
exit $failed
