#!/bin/sh
# Set the checkout up: a Python environment with pinned packages, the web app, and on request the compiled renderer.
# Every step is skipped when what it depends on has not changed (its stamp holds the hash of that).
set -eu
cd "$(dirname "$0")/.."
stamps=.setup
mkdir -p "$stamps"

say() { printf '%s\n' "$*"; }

fresh() { # fresh NAME HASH: has step NAME been done for HASH?
    [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]
}

hash_of() { # one hash over the contents of files and folders, by name
    find "$@" -type f -not -path '*/node_modules/*' -not -path '*/.svelte-kit/*' -not -path 'frontend/build/*' \
        -exec sha256sum {} + | LC_ALL=C sort -k 2 | sha256sum | cut -d ' ' -f 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

environment() {
    key=$(sha256sum backend/pyproject.toml constraints.txt | sha256sum | cut -d ' ' -f 1)
    fresh python "$key" && [ -x .venv/bin/auteur ] && return 0
    if [ ! -x .venv/bin/python ]; then
        python=$(find_python) || {
            say "Auteur needs Python 3.11 or newer with venv (on Debian: apt-get install python3 python3-venv)." >&2
            exit 1
        }
        say "Making a Python environment …"
        "$python" -m venv .venv
    fi
    [ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    say "Installing pinned packages …"
    .venv/bin/uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --editable 'backend[dev,web]'
    printf '%s' "$key" >"$stamps/python"
}

web_app() {
    [ -f frontend/package.json ] || return 0
    key=$(hash_of frontend)
    fresh web "$key" && [ -f frontend/build/index.html ] && return 0
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    lock=$(sha256sum frontend/package-lock.json | cut -d ' ' -f 1)
    if ! fresh npm "$lock" || [ ! -d frontend/node_modules ]; then
        say "Installing the web app's packages …"
        (cd frontend && npm ci --no-audit --no-fund --loglevel=error)
        printf '%s' "$lock" >"$stamps/npm"
    fi
    say "Building the web app …"
    (cd frontend && npm run --silent build >../.setup/web-build.log 2>&1) || {
        cat .setup/web-build.log >&2
        exit 1
    }
    printf '%s' "$key" >"$stamps/web"
}

renderer() {
    root=${WORKSPACE_ROOT:-Generative_Studio_Workspace}
    key=$(hash_of function_runners/storyboard)-$root
    fresh renderer "$key" && [ -d "$root/.auteur/cache/numba" ] && return 0
    say "Compiling the storyboard renderer (once) …"
    .venv/bin/auteur warm
    printf '%s' "$key" >"$stamps/renderer"
}

command -v git >/dev/null 2>&1 || {
    say "Auteur needs Git (on Debian: apt-get install git)." >&2
    exit 1
}
environment
for step in "$@"; do "$step"; done
