"""What a runner's process does to itself before it runs anything: no network, and files only where they belong.

Uses what the kernel offers: a network namespace of its own (else Landlock's rule against TCP), and Landlock for files:
it writes only into the staging folder, its home and its cache, and reads nothing of the workspace but those and the
models. Where the kernel offers neither, the runner works unconfined and says so in its log.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1

LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
WRITE_FILE, READ_FILE, TRUNCATE, REFER = 1 << 1, 1 << 2, 1 << 14, 1 << 13
MAKE_AND_REMOVE = sum(1 << bit for bit in range(4, 13))
TCP = 0b11
"""Bind and connect."""
SCOPES = 0b11
"""Abstract sockets, and signals to processes outside."""
MANY_ENTRIES = 20_000


def adopt_orphans() -> None:
    """Descendants whose parent ends become ours, so that none gets out of sight."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave_network() -> bool:
    """Go where there is nothing but a loopback of one's own. Must come before any thread. False when it cannot be."""
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWNET) != 0:
        if _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return False
        with contextlib.suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(line, SIOCGIFFLAGS, asked))
        fcntl.ioctl(line, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
    return True


def keep_to(workspace: Path, readable: Sequence[Path], writable: Sequence[Path], *, network: bool) -> bool:
    """Write only below `writable`; read nothing below `workspace` but these and `readable`. False when it cannot be.

    Without `network` there is no TCP either, not even within the machine.
    """
    version = _libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 3:  # before that a file could not be cut short
        return False
    writes = WRITE_FILE | TRUNCATE | REFER | MAKE_AND_REMOVE
    tcp = TCP if version >= 4 and not network else 0
    scopes = SCOPES if version >= 6 else 0
    attributes = struct.pack("QQQ", writes | READ_FILE, tcp, scopes)[
        : 24 if version >= 6 else 16 if version >= 4 else 8
    ]
    rules = _libc.syscall(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in [*_around(workspace.resolve()), *readable]:
            _allow(rules, path, READ_FILE)
        for path in writable:
            _allow(rules, path, READ_FILE | writes)
        _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(_libc.syscall(LANDLOCK_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _around(workspace: Path) -> Iterable[Path]:
    """Everything there is but the workspace: the neighbours of each folder on the way to it.

    Links are left out: what they point to is a neighbour itself, or lies on the way.
    """
    for folder in workspace.parents:
        way = workspace.relative_to(folder).parts[0]
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names[:MANY_ENTRIES]:
            if name != way and not (folder / name).is_symlink():
                yield folder / name


def _allow(rules: int, path: Path, access: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            access &= WRITE_FILE | READ_FILE | TRUNCATE
        _libc.syscall(LANDLOCK_ADD_RULE, rules, 1, struct.pack("=Qi", access, handle), 0)
    finally:
        os.close(handle)
