"""Which disks tell what happens on them, told from the mounts that the kernel lists; how those are looked at that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.watcher import disks
from app.services.watcher.disks import why_blind
from app.services.watcher.settling import is_held_for_writing
from app.services.watcher.sweep import Sweep

ROOT = "22 1 8:1 / / rw - ext4 /dev/sda1 rw"


def mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *lines: str) -> None:
    listed = tmp_path / "mountinfo"
    listed.write_text("\n".join((ROOT, *lines)) + "\n")
    monkeypatch.setattr(disks, "MOUNTS", listed)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        *((kind, "network drive") for kind in ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "ceph")),
        *((kind, "another system") for kind in ("9p", "vboxsf", "virtiofs", "fuse.vmhgfs-fuse")),
        ("drvfs", "Windows drive"),
        *((kind, None) for kind in ("ext4", "btrfs", "xfs", "zfs", "tmpfs", "overlay", "fuseblk", "fuse.mergerfs")),
    ],
)
def test_a_disk_is_known_by_its_kind(
    kind: str, told: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(monkeypatch, tmp_path, f"40 22 0:50 / /films rw,noatime shared:5 - {kind} source rw")
    blind = why_blind(Path("/films/Harbour"))
    assert (told in blind.reason and bool(blind.fix)) if told and blind else (told, blind) == (None, None)
    assert why_blind(Path("/filmstock")) is None


def test_the_nearest_mount_counts_and_the_last_of_two_in_one_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(
        monkeypatch,
        tmp_path,
        "40 22 0:50 / /films rw - nfs4 nas:/films rw",
        "41 40 8:2 / /films/Near\\040by rw - ext4 /dev/sdb1 rw",
        "42 22 8:3 / /twice rw - ext4 /dev/sdc1 rw",
        "43 22 0:51 / /twice rw - cifs //nas/twice rw",
        "44 22 0:52 / /mnt/c rw - 9p C:\\134 rw,aname=drvfs;path=C:\\",
    )
    assert why_blind(Path("/films/Far")) is not None
    assert why_blind(Path("/films/Near by/Harbour")) is None
    assert why_blind(Path("/twice")) is not None
    windows = why_blind(Path("/mnt/c/Films"))
    assert windows is not None and "Windows" in windows.reason


def test_a_film_with_a_network_drive_in_it_is_not_all_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, tmp_path, "40 22 0:50 / /films/Harbour/03_Renders rw - nfs nas:/renders rw")
    assert why_blind(Path("/films/Harbour")) is not None
    assert why_blind(Path("/films/Pier")) is None


def test_without_a_list_of_mounts_nothing_is_said_of_disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "none")
    assert why_blind(tmp_path) is None
    (tmp_path / "none").write_text("torn\n1 2 - \n - - -\n")
    assert why_blind(tmp_path) is None


def test_a_network_drive_that_grants_no_lease_says_nothing_of_who_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "cut.mov").open("wb"):
        assert is_held_for_writing(tmp_path / "cut.mov") is True
        mounted(monkeypatch, tmp_path, f"40 22 0:50 / {tmp_path} rw - cifs //nas/films rw")
        assert is_held_for_writing(tmp_path / "cut.mov") is None


def test_a_pass_in_pieces_finds_what_a_whole_one_finds(tmp_path: Path) -> None:
    for name in ("a/one.txt", "a/two.txt", "b/three.txt", "four.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    sweep = Sweep("film", tmp_path)
    assert sweep.look(60) == []
    (tmp_path / "a/one.txt").unlink()
    (tmp_path / "b/three.txt").write_text("longer")
    (tmp_path / "b/five.txt").write_text("x")
    pieces = 1
    while (seen := sweep.look(0)) is None:
        pieces += 1
    assert pieces > 3
    assert {(one.what, one.path) for one in seen} == {
        ("gone", "a/one.txt"), ("written", "b/three.txt"), ("new", "b/five.txt"),
    }  # fmt: skip
