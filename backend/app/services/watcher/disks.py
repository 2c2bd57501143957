"""On what kind of disk a folder lies, and whether the kernel hears of everything that happens there.

It hears only of what goes through it: not of what another machine, or the other side of a shared folder, does to a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    "nfs nfs4 cifs smb3 smbfs ncpfs afs coda ceph glusterfs lustre gpfs beegfs orangefs pvfs2 gfs gfs2 ocfs2 davfs".split()
)
_SHARED = frozenset(
    "9p vboxsf vmhgfs fuse.vmhgfs-fuse prl_fs virtiofs fakeowner fuse.grpcfuse fuse.osxfs osxfs".split()
)
_LOCAL_FUSE = frozenset(
    "fuse.mergerfs fuse.bindfs fuse.gocryptfs fuse.encfs fuse.cryfs fuse.securefs fuse.ntfs-3g fuse.exfat fuse.zfs "
    "fuse.unionfs fuse.fuse-overlayfs".split()
)
"""Of a folder that a program shows it is known only of these that nothing but this machine changes it."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Blind:
    """Why nobody tells what happens, as a sentence, and what would help."""

    reason: str
    fix: str | None


@dataclass(frozen=True, slots=True)
class _Mount:
    place: str
    kind: str
    options: str


def why_blind(folder: Path) -> Blind | None:
    """Why the kernel does not tell of all that happens in a folder and below; None where it does."""
    real = os.path.realpath(folder)
    home: _Mount | None = None
    for mount in _mounts():
        if _is_below(real, mount.place) and (home is None or len(mount.place) >= len(home.place)):
            home = mount
        elif _is_below(mount.place, real) and (blind := _told_of(mount)) is not None:
            return blind
    return _told_of(home) if home is not None else None


def _told_of(mount: _Mount) -> Blind | None:
    kind = mount.kind
    if kind == "drvfs" or (kind == "9p" and "aname=drvfs" in mount.options):
        return Blind(
            "The films lie on a Windows drive, of whose changes Linux hears nothing.",
            "Keep the workspace inside Linux, for example in your home folder, not below /mnt.",
        )
    if kind in _SHARED:
        where = f"in a folder that another system shares ({kind})"
    elif kind in _NETWORK or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE):
        where = f"on a network drive ({kind.removeprefix('fuse.')})"
    else:
        return None
    return Blind(
        f"The films lie {where}, which does not tell what others change there.",
        "Keep the workspace on a disk of this machine to see changes at once.",
    )


def _mounts() -> Iterator[_Mount]:
    try:
        lines = MOUNTS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        before, _, after = line.partition(" - ")
        words, more = before.split(" "), after.split(" ")
        if len(words) >= 5 and len(more) >= 2:
            place = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), words[4])
            yield _Mount(place, more[0], more[-1])


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
