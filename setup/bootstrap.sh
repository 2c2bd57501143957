#!/bin/sh
# Set the checkout up: a Python environment with pinned packages; on request the web app and the compiled renderer.
# `setup/bootstrap.sh [web_app] [renderer]`. A step is skipped when nothing it depends on has changed: its stamp holds the
# hash of that. When nothing changed at all, no program but the shell's own small ones is started.
set -eu
cd "$(dirname "$0")/.."
UV='uv==0.13.8'
stamps=.setup
mkdir -p "$stamps"

say() { printf '%s\n' "$*"; }

give_up() {
    say "$*" >&2
    exit 1
}

digest() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

done_for() { # done_for STAMP HASH: was the step done for this?
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

hash_of() { # one hash over names and contents of files and folders
    find "$@" \( -name node_modules -o -name .svelte-kit -o -name build -o -name __pycache__ \) -prune \
        -o -type f -print | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sh -c \
        'if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi' hash |
        digest | cut -d ' ' -f 1
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
    # The place counts too: scripts in .venv name their interpreter by its full path.
    key=$(printf '%s' "$PWD $UV" | cat - backend/pyproject.toml constraints.txt | digest | cut -d ' ' -f 1)
    [ -x .venv/bin/auteur ] && done_for "$stamps/python" "$key" && return 0
    if [ -d .venv ] && ! { grep -qF "$PWD/.venv/bin/python" .venv/bin/pip && .venv/bin/python -c ''; } 2>/dev/null; then
        say "The Python environment was made in another place or is broken; making it anew …"
        rm -rf .venv
    fi
    if [ ! -x .venv/bin/python ]; then
        python=$(find_python) || give_up "Auteur needs Python 3.11 or newer with venv" \
            "(on Debian: apt-get install python3 python3-venv; or say which with PYTHON=)."
        say "Making a Python environment with $("$python" --version) …"
        "$python" -m venv .venv
    fi
    if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "${UV#uv==}" ]; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$UV"
    fi
    say "Installing pinned packages …"
    .venv/bin/uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --editable 'backend[dev,web]'
    printf '%s' "$key" >"$stamps/python"
}

web_app() {
    [ -f frontend/package.json ] || return 0
    key=$(hash_of frontend)
    [ -f frontend/build/index.html ] && done_for "$stamps/web" "$key" && return 0
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    lock=$(digest frontend/package-lock.json | cut -d ' ' -f 1)
    if [ ! -d frontend/node_modules ] || ! done_for "$stamps/npm" "$lock"; then
        say "Installing the web app's packages …"
        (cd frontend && npm ci --no-audit --no-fund >"../$stamps/npm-install.log" 2>&1) ||
            give_up "$(cat "$stamps/npm-install.log")"
        printf '%s' "$lock" >"$stamps/npm"
    fi
    say "Building the web app …"
    (cd frontend && npm run --silent build >"../$stamps/web-build.log" 2>&1) || give_up "$(cat "$stamps/web-build.log")"
    # Hashed again: the build may have written what belongs to the sources.
    hash_of frontend >"$stamps/web"
}

renderer() { # into the workspace's cache, so each workspace has its own stamp there
    cache=$(.venv/bin/auteur paths --only cache_dir)/numba
    key=$(hash_of function_runners/storyboard constraints.txt)
    done_for "$cache/compiled" "$key" && return 0
    say "Compiling the storyboard renderer (once, about a minute) …"
    .venv/bin/auteur warm
    printf '%s' "$key" >"$cache/compiled"
}

command -v git >/dev/null 2>&1 || give_up "Auteur needs Git (on Debian: apt-get install git)."
environment
for step in "$@"; do "$step"; done
