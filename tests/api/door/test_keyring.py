"""The keys themselves: once, for a time, until revoked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.records import now
from app.errors import Invalid, NameTaken
from app.services.keyring import DoorBroken, KeyRing, TokenNotFound


class Clock:
    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(tmp_path: Path, clock: Clock) -> KeyRing:
    return KeyRing(tmp_path, clock=clock)


def test_a_launch_lets_in_exactly_one_of_many_that_try_at_once(ring: KeyRing, tmp_path: Path) -> None:
    launch = ring.launch()
    rings = [KeyRing(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        sessions = list(pool.map(lambda each: each.redeem(launch), rings))
    assert len([session for session in sessions if session]) == 1


def test_a_launch_ends_after_half_an_hour(ring: KeyRing, clock: Clock) -> None:
    launch = ring.launch()
    clock.moment += timedelta(minutes=31)
    assert ring.redeem(launch) is None


def test_a_session_ends_after_its_time(ring: KeyRing, clock: Clock) -> None:
    session = ring.redeem(ring.launch())
    assert session and ring.session(session)
    clock.moment += timedelta(days=31)
    assert ring.session(session) is None


def test_revoking_a_token_ends_what_it_opened_and_its_name_does_not_bring_it_back(ring: KeyRing) -> None:
    secret = ring.new_token("phone", "write")
    grant = ring.token(secret)
    assert grant and grant.scope == "write"
    session = ring.open_session(grant)
    assert ring.session(session)
    ring.revoke("phone")
    ring.new_token("phone", "admin")
    assert ring.token(secret) is None and ring.session(session) is None


def test_everybody_can_be_signed_out(ring: KeyRing) -> None:
    session, launch = ring.redeem(ring.launch()), ring.launch()
    assert ring.sign_everybody_out() == 1
    assert session and ring.session(session) is None
    assert ring.redeem(launch) is None


def test_another_token_in_the_settings_ends_the_sessions_of_the_old_one(tmp_path: Path) -> None:
    old = KeyRing(tmp_path, "the old secret of the studio")
    grant = old.token("the old secret of the studio")
    assert grant
    session = old.open_session(grant)
    assert KeyRing(tmp_path, "the old secret of the studio").session(session)
    assert KeyRing(tmp_path, "a new secret of the studio").session(session) is None
    assert KeyRing(tmp_path).session(session) is None


def test_a_name_is_given_once_and_a_short_secret_is_none(ring: KeyRing, tmp_path: Path) -> None:
    ring.new_token("farm", "read")
    with pytest.raises(NameTaken):
        ring.new_token("farm", "read")
    for name in ("", " ", "a" * 61, "a\nb", "../x", "-x"):
        with pytest.raises(Invalid):
            ring.new_token(name, "read")
    with pytest.raises(TokenNotFound):
        ring.revoke("nobody")
    with pytest.raises(Invalid, match="16"):
        KeyRing(tmp_path, "short")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"tokens": [{"scope": "root"}]}'])
def test_a_damaged_file_lets_nobody_in(ring: KeyRing, tmp_path: Path, damage: str) -> None:
    secret = ring.new_token("farm", "read")
    (tmp_path / "door.json").write_text(damage)
    with pytest.raises(DoorBroken):
        ring.token(secret)
