#!/bin/sh
# Run every suite that this machine can run, and say which were left out and why. With CI=true a left-out suite fails, and
# so does a test that was skipped. Arguments go to pytest. Its summary comes last.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH
left_out=''
failed=''

leave_out() {
    left_out="$left_out\n  $1"
}

ignored=''
git lfs version >/dev/null 2>&1 || leave_out "what git-lfs judges: it is not installed (apt-get install git-lfs)"
if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1; then
    leave_out "the browser suite, tests/e2e: Chromium is not installed (apt-get install chromium)"
    ignored='--ignore=tests/e2e'
fi

if [ -f frontend/package.json ]; then
    echo "The web app: types and unit tests …"
    (cd frontend && npm run --silent check && npm test --silent) || failed="$failed\n  the web app"
fi

echo "Python: unit, API, worker, studio, browser and architecture suites …"
[ -n "$left_out" ] && printf 'Left out on this machine:%b\n' "$left_out"
# shellcheck disable=SC2086
setup/pytest_twice.sh -n "${TEST_WORKERS:-3}" --dist loadfile --no-loadscope-reorder $ignored "$@" || failed="$failed\n  pytest"

if [ "${CI:-}" = true ] && [ -n "$left_out" ]; then
    failed="$failed\n  nothing may be left out in CI"
fi
if [ -n "$failed" ]; then
    printf 'Failed:%b\n' "$failed" >&2
    exit 1
fi
