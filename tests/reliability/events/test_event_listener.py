"""From the log to the event loop: every event once and in order, by the shortcut, the channel or the log."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import redis
import redis.asyncio

from app.domain.events import PanelResize, Reset
from app.services.events.bus import CHANNEL, EventBus, EventsLost
from app.services.events.listener import BOOT_KEY, EventListener, forget_before_reboot
from worker.studio import Valkey

FILM, OTHER_FILM = "film-a", "film-b"


async def soon(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(15):
        while not reached():
            await asyncio.sleep(0.005)


def note(n: int) -> PanelResize:
    return PanelResize(panel="left", width=n, session_id="x")


class Heard:
    """A listener and what it handed over."""

    def __init__(self, url: str) -> None:
        self.events: list[tuple[str, str]] = []
        self.numbers: list[float] = []
        self.gaps: list[str] = []
        self.listener = EventListener(url, self._note, lambda film, epoch, why: self.gaps.append(why))

    def _note(self, project_id: str, event_id: str, text: str, kind: str, subject: str | None) -> None:
        assert json.loads(text)["id"] == event_id
        self.events.append((project_id, event_id))
        self.numbers.append(json.loads(text)["width"])

    def of(self, project_id: str) -> list[str]:
        return [event_id for film, event_id in self.events if film == project_id]

    async def start(self) -> asyncio.Task[None]:
        task = asyncio.create_task(self.listener.run())
        await self.listener.tried()
        return task


def on_a_loop(body: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(body(), 30))


async def published(bus: EventBus, project_id: str, *numbers: int) -> None:
    await asyncio.to_thread(bus.publish, project_id, [note(n) for n in numbers])


def test_what_this_process_publishes_needs_no_channel(valkey_url: str) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey_url), EventBus(valkey_url)
        (await heard.start()).cancel()
        bus.when_published(heard.listener.shortcut())
        await published(bus, FILM, 1, 2)
        await published(bus, FILM, 3)
        await soon(lambda: heard.numbers == [1, 2, 3])

    on_a_loop(body)


def test_an_event_that_another_process_was_ahead_of_waits_for_it(valkey_url: str) -> None:
    async def body() -> None:
        heard, ours, theirs = Heard(valkey_url), EventBus(valkey_url), EventBus(valkey_url)
        (await heard.start()).cancel()
        ours.when_published(heard.listener.shortcut())
        await published(theirs, FILM, 1)
        await published(ours, FILM, 2)
        await published(ours, OTHER_FILM, 3)
        await soon(lambda: 3 in heard.numbers)
        assert heard.of(FILM) == []
        running = await heard.start()
        await soon(lambda: len(heard.of(FILM)) == 2)
        assert heard.numbers == [3, 1, 2]
        running.cancel()

    on_a_loop(body)


def test_many_publishers_at_once_are_heard_in_the_order_of_the_log_and_once_each(valkey_url: str) -> None:
    async def body() -> None:
        heard, ours, theirs = Heard(valkey_url), EventBus(valkey_url), EventBus(valkey_url)
        running = await heard.start()
        ours.when_published(heard.listener.shortcut())

        def publish(bus: EventBus) -> None:
            for n in range(200):
                bus.publish(FILM if n % 3 else OTHER_FILM, [note(n)] * (1 + n % 4))

        threads = [threading.Thread(target=publish, args=(bus,)) for bus in (ours, theirs, ours, theirs)]
        for thread in threads:
            thread.start()
        in_all = 4 * sum(1 + n % 4 for n in range(200))
        await soon(lambda: len(heard.events) >= in_all and not any(t.is_alive() for t in threads))
        for film in (FILM, OTHER_FILM):
            log = [
                entry[0] for entry in redis.from_url(valkey_url, decode_responses=True).xrange(f"auteur:events:{film}")
            ]
            assert heard.of(film) == log
        running.cancel()

    on_a_loop(body)


def test_events_of_the_time_without_a_channel_come_from_the_log(valkey_url: str) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey_url), EventBus(valkey_url)
        running = await heard.start()
        await published(bus, FILM, 1)
        await soon(lambda: heard.numbers == [1])
        admin = redis.from_url(valkey_url)
        for n in range(2, 30):
            admin.client_kill_filter(_type="pubsub")
            await published(bus, FILM, n)
        await soon(lambda: len(heard.numbers) == 29)
        assert heard.numbers == list(range(1, 30))
        assert heard.gaps == []
        running.cancel()

    on_a_loop(body)


def test_a_message_that_the_channel_swallowed_is_read_from_the_log(valkey_url: str) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey_url), EventBus(valkey_url)
        running = await heard.start()
        await published(bus, FILM, 1)
        await soon(lambda: heard.numbers == [1])
        swallowed = redis.from_url(valkey_url)
        swallowed.xadd(
            f"auteur:events:{FILM}",
            {"kind": "panel_resize", "event": note(2).model_dump_json(by_alias=True, exclude={"id"})},
        )
        await published(bus, FILM, 3)
        await soon(lambda: len(heard.numbers) == 3)
        assert heard.numbers == [1, 2, 3]
        running.cancel()

    on_a_loop(body)


@pytest.mark.parametrize("reconnects", [False, True])
def test_lost_data_is_said_and_later_events_are_heard(valkey: Valkey, reconnects: bool) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey.url), EventBus(valkey.url)
        running = await heard.start()
        bus.when_published(heard.listener.shortcut())
        await published(bus, FILM, 1)
        await soon(lambda: heard.numbers == [1])
        if reconnects:
            valkey.restart_empty()
        else:
            redis.from_url(valkey.url).flushall()
        await published(bus, FILM, 2)
        await soon(lambda: heard.gaps)
        await published(bus, FILM, 3)
        await soon(lambda: 3 in heard.numbers)
        assert len(heard.gaps) == 1
        running.cancel()

    on_a_loop(body)


def test_whoever_connects_before_the_queue_is_there_is_told_that_something_may_be_missing(
    valkey: Valkey,
) -> None:
    async def body() -> None:
        valkey.kill()
        heard, bus = Heard(valkey.url), EventBus(valkey.url)
        running = await heard.start()
        bus.when_published(heard.listener.shortcut())
        await published(bus, FILM, 1)
        valkey.start()
        await soon(lambda: heard.gaps)
        await published(bus, FILM, 2)
        await soon(lambda: 2 in heard.numbers)
        assert heard.numbers in ([2], [1, 2])
        running.cancel()

    on_a_loop(body)


def test_an_answer_that_was_lost_does_not_double_the_event(valkey: Valkey) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey.url), EventBus(valkey.url)
        running = await heard.start()
        await published(bus, FILM, 1)
        valkey.kill(signal.SIGSTOP)
        await published(bus, FILM, 2)
        await published(bus, FILM, 3)
        valkey.kill(signal.SIGCONT)
        await soon(lambda: 3 in heard.numbers)
        assert heard.numbers == [1, 2, 3]
        running.cancel()

    on_a_loop(body)


def test_a_channel_that_hangs_is_given_up(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.events.listener.QUIET_SECONDS", 0.2)

    async def body() -> None:
        heard, bus = Heard(valkey.url), EventBus(valkey.url)
        running = await heard.start()
        admin = redis.from_url(valkey.url)
        before = {c["id"] for c in admin.client_list(_type="pubsub")}
        valkey.kill(signal.SIGSTOP)
        await asyncio.sleep(0.6)
        valkey.kill(signal.SIGCONT)
        await soon(lambda: (now := {c["id"] for c in admin.client_list(_type="pubsub")}) and not now & before)
        await published(bus, FILM, 1)
        await soon(lambda: heard.numbers == [1])
        assert admin.pubsub_numsub(CHANNEL)[0][1] == 1
        running.cancel()

    on_a_loop(body)


def test_while_the_channel_is_away_every_film_is_remembered(valkey: Valkey) -> None:
    async def body() -> None:
        heard, bus = Heard(valkey.url), EventBus(valkey.url)
        running = await heard.start()
        await published(bus, FILM, 1)
        await soon(lambda: heard.numbers == [1])
        await asyncio.to_thread(valkey.kill)
        await published(bus, FILM, 2)
        await published(bus, OTHER_FILM, 3)
        await asyncio.to_thread(valkey.start)
        await soon(lambda: len(heard.numbers) == 3)
        await published(bus, FILM, 4)
        await soon(lambda: len(heard.numbers) == 4)
        assert sorted(heard.numbers[1:3]) == [2, 3]
        assert heard.gaps == []
        running.cancel()

    on_a_loop(body)


@pytest.mark.parametrize(("before", "same"), [(None, True), ("this boot", True), ("an earlier boot", False)])
def test_after_the_machine_was_restarted_nobody_goes_on_from_what_its_disk_may_lack(
    valkey_url: str, tmp_path: Path, before: str | None, same: bool
) -> None:
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("this boot\n")
    bus = EventBus(valkey_url)
    since = bus.position(FILM).last_id
    bus.publish(FILM, [note(1)])
    epoch = bus.position(FILM).epoch

    async def body() -> None:
        client = redis.asyncio.from_url(valkey_url, decode_responses=True)
        if before is not None:
            await client.set(BOOT_KEY, before)
        await forget_before_reboot(client, boot_id)
        await client.aclose()

    on_a_loop(body)
    if same:
        assert bus.position(FILM).epoch == epoch
        assert len(bus.after(FILM, since, 10)) == 1
    else:
        with pytest.raises(EventsLost):
            bus.after(FILM, since, 10)


def test_a_hole_in_one_films_log_is_told_to_that_film(valkey_url: str) -> None:
    async def body() -> None:
        films: list[str | None] = []
        listener = EventListener(valkey_url, lambda *event: None, lambda film, epoch, why: films.append(film))
        running = asyncio.create_task(listener.run())
        await listener.tried()
        bus = EventBus(valkey_url)
        since = bus.position(FILM).last_id
        await asyncio.to_thread(bus.publish, FILM, [Reset(epoch="", reason="A crash.")])
        await soon(lambda: films)
        assert films == [FILM]
        with pytest.raises(EventsLost):
            bus.after(FILM, since, 10)
        assert bus.after(FILM, bus.position(FILM).last_id, 10) == []
        running.cancel()

    on_a_loop(body)
