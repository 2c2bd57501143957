"""The queue page: seeing what the studio does for all films, and having a say in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio, until


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


@pytest.fixture(scope="module")
def api(studio: Running) -> Studio:
    return Studio(studio.url)


@pytest.fixture(scope="module")
def ferry(api: Studio) -> Film:
    return api.film("The Night Ferry", ["Deck", "Bridge", "Wake"], description="A woman on a ferry at night.")


@pytest.fixture(scope="module")
def mill(api: Studio) -> Film:
    return api.film("The Mill", ["Wheel"], description="A mill in the rain.")


@pytest.fixture
def held_up(api: Studio) -> Iterator[None]:
    """Nothing is started while the test looks at the line; afterwards the line is empty and goes on."""
    api.post("/queue/pause")
    yield
    api.post("/queue/cancel")
    api.post("/queue/resume")


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def row(page: Page, name: str) -> Locator:
    return part(page, "Waiting").get_by_role("listitem").filter(has_text=name)


def expect_line(page: Page, *names: str) -> None:
    """The shots that wait, from the next one on."""
    titles = part(page, "Waiting").get_by_role("listitem").get_by_role("link")
    expect(titles).to_have_text([re.compile(rf"\b{name}\b") for name in names])


@pytest.mark.usefixtures("held_up")
def test_what_waits_is_shown_for_all_films_and_leads_to_its_shot(
    page: Page, api: Studio, ferry: Film, mill: Film
) -> None:
    page.goto("/queue")
    expect(page.get_by_text("The queue is paused")).to_be_visible()
    api.ask_for_takes(ferry, 0)
    api.ask_for_takes(mill, 0)
    expect(row(page, "The Night Ferry")).to_contain_text("S01_S01 Deck")
    expect(row(page, "The Mill")).to_contain_text("S01_S01 Wheel")
    row(page, "The Mill").get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/projects/{mill.id}\\?shot={mill.shots[0]}"))
    expect(page.get_by_role("region", name="Progress", exact=True)).to_contain_text("the queue is paused")
    page.get_by_role("region", name="Progress", exact=True).get_by_role("link", name="Queue").click()
    expect_line(page, "Deck", "Wheel")


@pytest.mark.usefixtures("held_up")
def test_the_line_is_put_in_order_by_hand_and_by_keyboard(page: Page, api: Studio, ferry: Film) -> None:
    deck, bridge, wake = [api.ask_for_takes(ferry, shot)[0] for shot in (0, 1, 2)]
    page.goto("/queue")
    expect_line(page, "Deck", "Bridge", "Wake")

    row(page, "Wake").get_by_role("button", name=re.compile("^Move")).drag_to(
        row(page, "Deck"), target_position={"x": 200, "y": 3}
    )
    expect_line(page, "Wake", "Deck", "Bridge")
    until(lambda: api.order() == [wake, deck, bridge], "The studio did not hear of the drag.", 10)

    handle = row(page, "Bridge").get_by_role("button", name=re.compile("^Move"))
    handle.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect_line(page, "Wake", "Bridge", "Deck")
    expect(handle).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("ArrowDown")
    expect_line(page, "Bridge", "Wake", "Deck")
    expect(row(page, "Wake").get_by_role("button", name=re.compile("^Move"))).to_be_focused()
    until(lambda: api.order() == [bridge, wake, deck], "The studio did not hear of the keys.", 10)

    row(page, "Deck").get_by_role("button", name=re.compile("to the front$")).click()
    expect_line(page, "Deck", "Bridge", "Wake")
    until(lambda: api.order() == [deck, bridge, wake], "The studio did not hear of the button.", 10)
    page.reload()
    expect_line(page, "Deck", "Bridge", "Wake")


@pytest.mark.usefixtures("held_up")
def test_the_order_that_another_window_gives_is_seen_here(
    page: Page, window: BrowserContext, api: Studio, ferry: Film
) -> None:
    for shot in (0, 1):
        api.ask_for_takes(ferry, shot)
    page.goto("/queue")
    second = window.new_page()
    second.goto("/queue")
    expect_line(second, "Deck", "Bridge")
    row(page, "Bridge").get_by_role("button", name=re.compile("to the front$")).click()
    expect_line(second, "Bridge", "Deck")


@pytest.mark.usefixtures("held_up")
def test_one_task_is_held_back_and_let_go_on(page: Page, api: Studio, ferry: Film) -> None:
    for shot in (0, 1):
        api.ask_for_takes(ferry, shot)
    page.goto("/queue")
    row(page, "Deck").get_by_role("button", name=re.compile("^Pause")).click()
    expect(part(page, "Paused")).to_contain_text("Deck")
    expect_line(page, "Bridge")
    part(page, "Paused").get_by_role("button", name=re.compile("go on$")).click()
    expect(part(page, "Paused")).to_be_hidden()
    expect(row(page, "Deck")).to_be_visible()


@pytest.mark.usefixtures("held_up")
def test_several_are_chosen_brought_to_the_front_cancelled_and_had_back(page: Page, api: Studio, ferry: Film) -> None:
    for shot in (0, 1, 2):
        api.ask_for_takes(ferry, shot)
    page.goto("/queue")
    expect_line(page, "Deck", "Bridge", "Wake")
    row(page, "Bridge").get_by_role("checkbox").check()
    row(page, "Wake").get_by_role("checkbox").click(modifiers=["Shift"])
    chosen = part(page, "Waiting").get_by_role("group", name="What is chosen")
    expect(chosen).to_contain_text("2 chosen")
    chosen.get_by_role("button", name="To the front").click()
    expect_line(page, "Bridge", "Wake", "Deck")
    expect(chosen).to_be_hidden()
    part(page, "Waiting").get_by_role("button", name="Choose all").click()
    row(page, "Deck").get_by_role("checkbox").uncheck()
    chosen.get_by_role("button", name="Cancel 2").click()
    expect_line(page, "Deck")
    page.get_by_role("button", name="Undo").click()
    expect_line(page, "Deck", "Bridge", "Wake")


@pytest.mark.usefixtures("held_up")
def test_mine_and_everything_that_waits_are_cancelled(page: Page, api: Studio, ferry: Film, mill: Film) -> None:
    api.ask_for_takes(ferry, 0)
    page.goto(f"/projects/{mill.id}?shot={mill.shots[0]}")
    page.get_by_role("button", name=re.compile("^Generate 1 take")).click()
    expect(page.get_by_role("region", name="Progress", exact=True).get_by_role("button", name="Cancel")).to_be_visible()
    page.keyboard.press("q")
    expect_line(page, "Deck", "Wheel")
    expect(row(page, "Wheel")).to_contain_text("mine")

    page.get_by_role("button", name="Cancel waiting").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel mine (1)").click()
    expect_line(page, "Deck")
    page.get_by_role("button", name="Cancel waiting").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel all (1)").click()
    expect(page.get_by_role("heading", name="Nothing waits and nothing runs")).to_be_visible()
    expect(part(page, "Cancelled").get_by_role("listitem").filter(has_text="Wheel").first).to_be_visible()


def test_a_paused_lane_starts_nothing_until_it_goes_on(page: Page, api: Studio, ferry: Film) -> None:
    page.goto("/queue")
    page.get_by_role("button", name="Pause the CPU lane").click()
    page.get_by_role("button", name="Let the CPU lane go on").wait_for()
    task = api.ask_for_takes(ferry, 2)[0]
    expect_line(page, "Wake")
    assert api.task(task)["status"] == "pending"
    page.get_by_role("button", name="Let the CPU lane go on").click()
    until(lambda: bool(api.task(task)["status"] == "completed"), "The lane did not go on.")


def test_a_task_is_followed_from_its_place_in_line_to_its_take(page: Page, api: Studio, ferry: Film) -> None:
    page.goto("/queue")
    expect(page.get_by_role("button", name="Pause all")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    number = api.takes(ferry, 1) + 1
    api.ask_for_takes(ferry, 1, quality="high")
    expect_line(page, "Bridge")
    page.keyboard.press("p")
    running = part(page, "Running")
    expect(running.get_by_role("progressbar")).to_be_visible()
    expect(running).to_contain_text("Bridge")
    running.get_by_role("button", name="Log").click()
    log = page.get_by_role("region", name="Log of S01_S02", exact=True)
    expect(log).to_contain_text("Started on")
    expect(running.get_by_role("img", name="Not finished yet")).to_be_visible(timeout=60_000)
    done = part(page, "Done").get_by_role("listitem").filter(has_text="Bridge").first
    expect(done).to_contain_text(f"T{number:02}", timeout=60_000)
    expect(log).to_contain_text("Finished as take")
    expect(log).to_contain_text("Drawing")
    page.keyboard.press("Escape")
    expect(log).to_be_hidden()
    done.get_by_role("link").click()
    expect(page.get_by_role("img", name=f"S01_S02 take {number}")).to_be_visible()


def test_a_failure_says_why_by_itself_and_can_be_tried_again(page: Page, api: Studio) -> None:
    crowd = [{"name": name} for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus")]
    film = api.film("The Crowd", ["Seven at table"], cast=crowd)
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_role("button", name=re.compile("^Generate 1 take")).click()
    area = page.get_by_role("region", name="Progress", exact=True)
    expect(area).to_contain_text("at most 6 people", timeout=60_000)
    page.goto("/queue")
    failed = part(page, "Failed").get_by_role("listitem").filter(has_text="The Crowd")
    expect(failed).to_contain_text("S01_S01 Seven at table")
    expect(failed).to_contain_text("at most 6 people")
    opener = failed.get_by_role("button", name="Log")
    opener.click()
    expect(page.get_by_role("region", name="Log of S01_S01", exact=True)).to_contain_text("Started on")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    before = api.get("/tasks", projectId=film.id)["total"]
    failed.get_by_role("button", name="Retry").click()
    until(lambda: bool(api.get("/tasks", projectId=film.id)["total"] == before + 1), "Nothing was tried again.", 10)
    expect(failed).to_have_count(1)


@pytest.mark.usefixtures("held_up")
def test_a_long_line_is_known_whole_and_shown_in_part(page: Page, api: Studio, ferry: Film) -> None:
    for number in range(13):
        api.ask_for_takes(ferry, number % 3, count=16)
    page.goto(f"/projects/{ferry.id}")
    expect(page.get_by_role("region", name="Progress", exact=True)).to_contain_text("208 waiting")
    page.get_by_role("link", name="188 more in the queue").click()
    expect(page.get_by_role("heading", name="Waiting 208")).to_be_visible()
    waiting = part(page, "Waiting").get_by_role("listitem")
    for shown in (100, 200, 208):
        expect(waiting).to_have_count(shown)
        waiting.last.scroll_into_view_if_needed()
    last = waiting.last
    last.get_by_role("button", name=re.compile("^Move")).focus()
    page.keyboard.press("Alt+Home")
    expect(part(page, "Waiting").get_by_role("button", name=re.compile("^Move")).first).to_be_focused()


@pytest.mark.usefixtures("held_up")
def test_the_queue_has_no_fault_that_axe_finds(page: Page, api: Studio, ferry: Film) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tasks = [api.ask_for_takes(ferry, shot)[0] for shot in (0, 1)]
    api.post(f"/tasks/{tasks[1]}/pause")
    found = {}
    for theme in ("dark", "light"):
        page.goto("/queue")
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        page.reload()
        expect_line(page, "Deck")
        expect(part(page, "Paused")).to_contain_text("Bridge")
        done = part(page, "Done").get_by_role("button", name="Log")
        if done.count():
            done.first.click()
        for fault in Axe().run(page).response["violations"]:
            found[f"{theme} {fault['id']}"] = [node["html"][:160] for node in fault["nodes"]][:3]
    assert found == {}


def test_an_empty_queue_says_what_to_do(page: Page, api: Studio) -> None:
    until(lambda: not api.get("/queue")["running"] and not api.order(), "The queue did not become empty.")
    page.goto("/queue")
    expect(page.get_by_role("heading", name="Nothing waits and nothing runs")).to_be_visible()
    page.get_by_role("link", name="Your films").click()
    expect(page).to_have_url(re.compile("/$"))


@pytest.mark.usefixtures("held_up")
def test_every_shot_without_a_take_gets_one_at_once_and_that_is_undone(page: Page, api: Studio) -> None:
    lock = api.film("The Lock", ["Gate", "Basin", "Towpath"], description="A canal lock in fog.")
    waiting = api.ask_for_takes(lock, 0)
    page.goto(f"/projects/{lock.id}")
    page.get_by_role("button", name="Generate takes of 2 shots without one").click()
    expect(page.get_by_text("2 takes in line")).to_be_visible()
    assert [api.task(task)["shotId"] for task in api.order()] == lock.shots
    expect(page.get_by_role("button", name=re.compile("shots? without one"))).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Generate takes of 2 shots without one")).to_be_visible()
    assert api.order() == waiting
