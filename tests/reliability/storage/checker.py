"""What must hold in a film after anything: Git, git-lfs, our own verifier and the files themselves are the judges."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

from app.container import Services
from app.services.edits import recover
from app.services.health.integrity import verify_film


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
    return done.stdout.strip()


def assert_whole(root: Path, *, clean: bool = True) -> None:
    """Nothing torn, nothing left over, history sound, every stored object what its name says."""
    assert git(root, "fsck", "--no-dangling") == ""
    report = verify_film(root, "p")
    assert report.findings == []
    if shutil.which("git-lfs"):
        assert "OK" in git(root, "lfs", "fsck")
    for path in root.rglob("*.json"):
        if ".git" not in path.relative_to(root).parts:
            json.loads(path.read_text())
    assert not any((root / ".git" / "auteur" / "edits").glob("*"))
    assert not list((root / ".git").rglob("*.lock"))
    if clean:
        assert git(root, "status", "--porcelain") == ""


def heal(services: Services, root: Path) -> None:
    """The next start, and as many of the caretaker's rounds as a lock needs that has to show by its age that it is dead."""
    recover(root)
    deadline = time.monotonic() + 10
    services.caretaker.tend()
    while list((root / ".git").rglob("*.lock")) and time.monotonic() < deadline:
        time.sleep(0.1)
        services.caretaker.tend()


def takes(root: Path) -> list[str]:
    """The takes on disk; picture and sidecar of each are there together and fit together."""
    found = []
    for sidecar in sorted(root.glob("03_Renders/**/S*_take*.json")):
        take = json.loads(sidecar.read_text())
        media = root / take["output"]["path"]
        assert media.stat().st_size == take["output"]["bytes"]
        found.append(take["taskId"])
    assert len(list(root.glob("03_Renders/**/S*_take*.png"))) == len(found)
    return found
