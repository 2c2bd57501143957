"""How much a client may say."""

from __future__ import annotations

from app.api.allowance import AT_ONCE, PER_SECOND, Allowance


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_and_what_is_more_is_not() -> None:
    allowance = Allowance(Clock())
    assert [allowance.takes() for _ in range(int(AT_ONCE))] == [True] * int(AT_ONCE)
    assert not allowance.takes()


def test_twenty_a_second_can_go_on_for_ever() -> None:
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(2000):
        clock.now += 1 / PER_SECOND
        assert allowance.takes()
    assert not allowance.exhausted


def test_who_goes_on_too_fast_is_told_once_a_second_and_exhausts_our_patience() -> None:
    clock = Clock()
    allowance = Allowance(clock)
    told = 0
    while not allowance.exhausted:
        clock.now += 0.001
        if not allowance.takes():
            told += allowance.say_so()
    assert told <= clock.now + 1
    assert clock.now < 2


def test_a_client_that_calms_down_is_forgiven() -> None:
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(1000):
        for _ in range(70):
            allowance.takes()
        clock.now += 4
    assert not allowance.exhausted
