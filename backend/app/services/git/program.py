"""Starting the `git` program in a film's folder, where it runs nothing of the film's and obeys no settings but its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import BrokenProject, PartDown
from app.services.git.safety import check_config

_SAFE = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "pack.threads": "1",
    "pack.windowMemory": "64m",
}
_ENVIRONMENT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


@contextmanager
def answer_of(root: Path, *words: str, given: BinaryIO | None = None) -> Iterator[BinaryIO]:
    """What `git` with these words writes, however much that is; `given` is what it reads.

    Raises `BrokenProject` with what it complained about, `PartDown` without the program, `UnsafeRepository`.
    """
    import git as gitpython  # takes a tenth of a second to load

    check_config(root)
    options = [word for key, value in _SAFE.items() for word in ("-c", f"{key}={value}")]
    with tempfile.TemporaryFile() as out:
        try:
            gitpython.Git(str(root)).execute(
                ["git", *options, "-C", str(root), *words], istream=given, output_stream=out, env=_ENVIRONMENT
            )
        except gitpython.GitCommandNotFound:
            raise PartDown("The program git is not there.") from None
        except gitpython.GitCommandError as error:
            said = str(error.stderr).replace(str(root), root.name).strip(" '\n").removeprefix("stderr: ").strip(" '\n")
            raise BrokenProject(f"Git cannot read all of the film's history: {said.splitlines()[0][:300]}") from None
        out.seek(0)
        yield out


def run(root: Path, *words: str) -> None:
    """The same for a command that is silent when all is well."""
    with answer_of(root, *words):
        pass
