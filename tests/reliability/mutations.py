"""Take one flush, lock or check out of a scratch copy at a time: some test must fail.

`python -m tests.reliability.mutations` tries all and prints which test caught which; `--write` puts the table into
`docs/mutations.md`; words on the command line choose mutations by their names. A mutation that nothing catches, or
whose text is no longer in the code, is an error.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 900
PAGE = ROOT / "docs" / "mutations.md"
STORAGE = "tests/unit/storage tests/reliability/storage/test_writers.py"
ORDER = f"tests/reliability/storage/test_flush_order.py {STORAGE}"
LEDGER = "tests/unit/tasks/test_ledger.py tests/api/test_tasks.py"
DOOR = "tests/api/door"
EVENTS = "tests/reliability/events tests/api/test_socket.py"


@dataclass(frozen=True)
class Mutation:
    name: str
    guarantee: str
    file: str
    """Under `backend/app/`."""
    old: str
    new: str
    tests: str


MUTATIONS = [
    # Saved is saved
    Mutation("files are not flushed", "G1", "services/durable.py", "        os.fsync(handle)\n    except OSError",
             "        pass\n    except OSError", ORDER),
    Mutation("contents are not flushed before they get their names", "G1", "services/edits/journal.py",
             "        flush([*prepared.write(), *small,", "        [*prepared.write(), *small]\n        flush([", ORDER),
    Mutation("large files are not waited for", "G1", "services/durable.py",
             "    return meanwhile(_flush, path)", "    return meanwhile(Path.exists, path)", ORDER),
    Mutation("folders are not flushed after the renames", "G1", "services/edits/journal.py",
             "    flush([staging / INDEX, *_folders(root, changes)])", "    flush([staging / INDEX])", ORDER),
    Mutation("the branch's folder is not flushed", "G1", "services/edits/journal.py",
             '    flush([root / ".git", *moved])', "    moved.clear()", ORDER),
    Mutation("the journal is not flushed before the film changes", "G2", "services/edits/journal.py",
             "        flush([written(staging / JOURNAL, json.dumps(journal)), *folders, *above])",
             "        written(staging / JOURNAL, json.dumps(journal))", ORDER),
    Mutation("an interrupted change is thrown away", "G2", "services/edits/recovery.py",
             "        if journal is not None:\n", "        if journal is None:\n", STORAGE),
    Mutation("the film is not locked", "G8", "services/edits/lock.py",
             "        if not locked_within(handle, wait):", "        if not handle:", STORAGE),
    Mutation("the index of somebody else is not respected", "G8", "services/git/locks.py",
             "            handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)",
             "            handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)", STORAGE),
    Mutation("a lock of a living program counts as dead", "G19", "services/git/locks.py",
             "    for name in os.listdir(\"/proc\"):", "    for name in []:", STORAGE),
    Mutation("dead locks are never cleared", "G19", "services/git/locks.py",
             "            if _release_own(lock) or clear_if_stale(lock):", "            if _release_own(lock):",
             STORAGE),
    Mutation("an outdated version is accepted", "G8", "services/films/film.py",
             "        raise StaleVersion(current=current)", "        pass",
             "tests/reliability/storage/test_writers.py"),
    Mutation("pointer text is taken for media", "G3", "services/git/lfs.py",
             "    return head.startswith(POINTER_HEAD)", "    return False", STORAGE),
    Mutation("links are followed", "G12", "services/project_fs.py",
             "_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC",
             "_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC", STORAGE),
    Mutation("twins of a name are let in", "G12", "services/edits/names.py",
             "*([new] if new else [])] if other != name]", "*([new] if new else [])] if False]", STORAGE),
    Mutation("a film's own Git settings are obeyed", "G13", "services/git/safety.py",
             "        raise UnsafeConfig(reason)", "        pass", STORAGE),
    Mutation("a full disk is an unknown error", "G17", "services/git/repository.py",
             "        return error.errno in (errno.ENOSPC, errno.EDQUOT)", "        return False",
             "tests/unit/storage tests/reliability/storage/test_full_disk.py"),
    Mutation("rot is not found", "G3", "services/health/integrity.py",
             "        if _hash(path, pace) != path.name:", "        if not _hash(path, pace):",
             "tests/reliability/storage/test_verifier.py"),
    Mutation("the number of a take is counted from what is there", "G5", "services/takes.py",
             "            number = max([shot.takes_issued, *(take.take_number for take in known)]) + 1",
             "            number = len(known)", "tests/reliability/storage/test_model.py tests/api/test_takes.py"),
    Mutation("an attempt that published before publishes again", "G5", "services/takes.py",
             "            if made is not None:\n                return made\n", "", "tests/api/test_takes.py tests/worker"),
    Mutation("links in a film's history are looked behind", "G12", "services/git/lfs.py",
             "    if not S_ISREG(file.lstat().st_mode):\n        return False\n", "",
             "tests/reliability/storage/test_foreign_history.py"),
    Mutation("a name may pass for a note of the studio", "G16", "services/git/repository.py",
             "    subject = one_line(message)\n", "    subject = message\n", "tests/api/test_lines.py"),
    Mutation("rooms that a crash left stay", "G19", "services/health/caretaker.py",
             "        self._rooms.sweep()\n", "", "tests/reliability/storage/test_caretaker.py"),
    Mutation("a room that somebody is in counts as left", "G19", "services/travel/rooms.py",
             "        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)\n", "        pass\n",
             "tests/reliability/storage/test_caretaker.py"),
    # The film's material
    Mutation("undo takes back what was changed since", "G8", "domain/undo.py",
             "    return now, [field]\n\n\ndef _list", "    return before, []\n\n\ndef _list",
             "tests/unit/domain/test_taking_back.py tests/api/test_undo.py"),
    Mutation("numbers are given again whose folders hold something", "G21", "services/narrative/renumbering.py",
             "                if below not in owned and next(film.fs.walk(below), None):", "                if False:",
             "tests/api/test_renumbering.py"),
    Mutation("an upload counts as kept whatever the film holds", "G1", "services/files/changes.py",
             "        if state.sha256 is None or _committed(root, state.name) != state.sha256:",
             "        if state.sha256 is None:", "tests/reliability/storage/test_interrupted_uploads.py"),
    Mutation("something new may go where something is", "G8", "services/edits/staging.py",
             "        if self.exists(path):\n            raise NameTaken(f\"{path} exists already.\")",
             "        if False:\n            raise NameTaken(f\"{path} exists already.\")", "tests/unit/storage/test_edits.py"),
    Mutation("a half-written file is taken for whole", "G10", "services/watcher/settling.py",
             "            if stamp == waiting.stamp and (held is False or (held is None and waiting.pause >= UNSURE_SECONDS)):",
             "            if stamp == waiting.stamp or stamp != waiting.stamp:", "tests/api/test_watching.py"),
    # Tasks
    Mutation("a status may change to anything", "G7", "services/tasks/ledger.py",
             "        if status not in TRANSITIONS[task.status]:", "        if False:", LEDGER),
    Mutation("an older attempt may go on", "G5", "services/tasks/ledger.py",
             "        if task.attempt != attempt:", "        if False:", LEDGER),
    Mutation("a task is claimed without its lock", "G5", "services/tasks/store.py",
             "            if not locked_within(handle, wait):", "            if not handle:", "tests/unit/tasks tests/worker"),
    Mutation("the same key makes another task", "G5", "services/tasks/generation.py",
             'id_from_key("task", key, request.project_id, str(n)) if key else new_id("task")', 'new_id("task")',
             "tests/api/test_tasks.py tests/api/test_takes.py"),
    Mutation("a lost worker's task is not taken away", "G4", "services/tasks/leases.py",
             "        return [held for held, (_, since) in seen.items() if now - since > self._lease_seconds]",
             "        return []", "tests/worker/test_recovery.py"),
    # Events
    Mutation("a hole in the log is passed over", "G9", "services/events/bus.py",
             "        if gap is not None and event_number(since) < event_number(str(gap)):", "        if False:", EVENTS),
    Mutation("an id that is no longer kept is taken for the beginning", "G9", "services/events/bus.py",
             "            if not found or found[0][0] != since:", "            if False:", EVENTS),
    Mutation("a slow client is never closed", "G11", "api/sockets.py",
             "        if len(self._waiting) > MAX_WAITING or self._bytes > MAX_WAITING_BYTES:", "        if False:", EVENTS),
    # The door
    Mutation("any Host will do", "G14", "api/door/sites.py",
             "    if len(hosts) != 1 or not allowed.knows_authority(latin(hosts[0]), scope):", "    if False:", DOOR),
    Mutation("any Origin will do", "G14", "api/door/sites.py",
             "        if len(origins) > 1 or origin is None or not allowed.knows(origin, scope):",
             "        if False:", DOOR),
    Mutation("the origin null will do", "G14", "api/door/sites.py",
             "origin is None or not allowed.knows(origin, scope)", "(origin is not None and not allowed.knows(origin, scope))",
             DOOR),
    Mutation("pages of other sites may read", "G14", "api/door/sites.py",
             "    if not is_plain_visit(scope):\n        raise OriginRefused()", "    return", DOOR),
    Mutation("every token may do everything", "G14", "api/door/door.py",
             "        if not allows(grant.scope, wanted):", "        if False:", DOOR),
    Mutation("forms are taken for JSON", "G14", "api/door/bodies.py",
             "    if any(_JSON.fullmatch(latin(kind).strip()) is None for kind in types):", "    if False:", DOOR),
    Mutation("JSON may be nested without end", "G16", "api/door/bodies.py",
             "    if _depth(body) > MAX_DEPTH:", "    if False:", DOOR),
    Mutation("served files may run scripts", "G15", "api/bytes.py",
             "\"Content-Security-Policy\": \"sandbox; default-src 'none'\",", "", DOOR),
    Mutation("what no browser shows is shown", "G15", "api/bytes.py",
             'how = "inline" if shown else "attachment"', 'how = "inline"', DOOR),
    Mutation("a launch token works twice", "G14", "services/keyring.py",
             "            keys.launches = [known for known in keys.launches if known is not valid[0]]\n", "", DOOR),
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    mutation: Mutation
    caught_by: str | None
    seconds: float


def scratch_copy(folder: Path) -> Path:
    copy = folder / "copy"
    for name in ("backend/app", "tests", "function_runners", "setup"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "_web"))
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def run_tests(copy: Path, tests: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'backend'}:{copy}", "PYTHONDONTWRITEBYTECODE": "1", "CI": ""}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-m", "", "-p", "no:cacheprovider", "--tb=no", "-rfE", *tests.split()],
            cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:  # a test that hangs ends by its own limit; this says nothing
        return 2, "(it took too long to tell)"
    found = re.search(r"(?:FAILED|ERROR) (\S+)", done.stdout)
    return done.returncode, found[1] if found else done.stdout.strip()[-200:]


def try_one(copy: Path, mutation: Mutation) -> Outcome:
    path = copy / "backend" / "app" / mutation.file
    before = path.read_text()
    if before.count(mutation.old) != 1:
        raise SystemExit(
            f"“{mutation.name}”: its text is in {mutation.file} {before.count(mutation.old)} times, not once."
        )
    path.write_text(before.replace(mutation.old, mutation.new))
    started = time.monotonic()
    try:
        code, told = run_tests(copy, known) if (known := caught_before(copy, mutation.name)) else (0, "")
        if code != 1:
            code, told = run_tests(copy, mutation.tests)
    finally:
        path.write_text(before)
    return Outcome(mutation, told if code == 1 else None, time.monotonic() - started)


def caught_before(copy: Path, name: str) -> str | None:
    """The test that caught it last time: it is asked first."""
    row = rows_of(PAGE.read_text()).get(name, "")
    found = re.search(r"`(\w+\.py)(::\S+)`", row)
    files = list((copy / "tests").rglob(found[1])) if found else []
    return f"{files[0].relative_to(copy)}{found[2]}" if found and len(files) == 1 else None


def rows_of(page: str) -> dict[str, str]:
    return {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines() if line.startswith("| ")}


def table(outcomes: list[Outcome]) -> str:
    """With the rows of those that were not tried this time as they are."""
    rows = rows_of(PAGE.read_text())
    for outcome in outcomes:
        caught = (outcome.caught_by or "**none**").split("[")[0].rpartition("/")[2]
        rows[outcome.mutation.name] = f"| {outcome.mutation.name} | {outcome.mutation.guarantee} | `{caught}` |"
    known = [rows[mutation.name] for mutation in MUTATIONS if mutation.name in rows]
    return "\n".join(["| taken out | promise | the test that fails |", "| --- | --- | --- |", *known])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    chosen = [m for m in MUTATIONS if not asked.words or any(word in m.name for word in asked.words)]
    with tempfile.TemporaryDirectory(prefix="mutations") as folder:
        copy = scratch_copy(Path(folder))
        outcomes = []
        for mutation in chosen:
            outcome = try_one(copy, mutation)
            outcomes.append(outcome)
            print(f"{outcome.seconds:5.0f} s  {mutation.name}: {outcome.caught_by or 'NOTHING CAUGHT IT'}", flush=True)
    if asked.write:
        head = PAGE.read_text().split("| taken out")[0]
        PAGE.write_text(f"{head}{table(outcomes)}\n")
    return 0 if all(outcome.caught_by for outcome in outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
