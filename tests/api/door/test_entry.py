"""A token becomes a cookie, and no address keeps it."""

from __future__ import annotations

import pytest

from app.services.keyring import KeyRing
from builders import ADDRESS, StudioClient
from reliability.door.raw import OURS, ask

VISIT = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def test_a_launch_address_lets_one_browser_in_once(guarded: StudioClient, keys: KeyRing) -> None:
    url = f"/enter?token={keys.launch()}"
    answer = guarded.get(url, headers=VISIT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    assert guarded.get("/api/projects").status_code == 200
    assert guarded.post("/api/projects", json={"name": "Mine"}, headers={"origin": ADDRESS}).status_code == 201
    guarded.cookies.clear()
    again = guarded.get(url, headers=VISIT)
    assert (again.status_code, again.headers["location"]) == (303, "/enter?failed")
    assert "set-cookie" not in again.headers
    assert guarded.get("/api/projects").status_code == 401


def test_looking_with_head_does_not_use_the_launch_up(guarded: StudioClient, keys: KeyRing) -> None:
    url = f"/enter?token={keys.launch()}"
    guarded.head(url)
    assert "set-cookie" in guarded.get(url).headers


def test_a_token_for_good_is_not_taken_from_an_address(guarded: StudioClient, keys: KeyRing) -> None:
    secret = keys.new_token("mine", "admin")
    assert "set-cookie" not in guarded.get(f"/enter?token={secret}").headers
    assert guarded.get(f"/api/projects?token={secret}").status_code == 401


def test_a_token_can_be_typed_and_its_session_has_its_scope(guarded: StudioClient, keys: KeyRing) -> None:
    secret = keys.new_token("guest", "read")
    answer = guarded.post("/enter", data={"token": secret}, headers={"origin": ADDRESS})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert guarded.get("/api/projects").status_code == 200
    assert guarded.post("/api/projects", json={"name": "No"}).status_code == 403
    keys.revoke("guest")
    assert guarded.get("/api/projects").status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_cannot_sign_a_browser_in(guarded: StudioClient, keys: KeyRing, origin: str) -> None:
    secret = keys.new_token("theirs", "admin")
    answer = guarded.post("/enter", data={"token": secret}, headers={"origin": origin})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


@pytest.mark.usefixtures("no_waiting")
def test_rubbish_at_the_entry_is_nothing_but_wrong(guarded: StudioClient) -> None:
    for query in ("token=", "token=x&token=y", "token=%00", "token=%ff%fe", "&" * 100, "token=" + "x" * 3000):
        answer = guarded.get(f"/enter?{query}")
        assert answer.status_code in (200, 303, 429), query
        assert "set-cookie" not in answer.headers
    for body, kind in ((b"x" * 100_000, "application/x-www-form-urlencoded"), (b"{}", "application/json"), (b"", "")):
        answer = guarded.post("/enter", content=body, headers={"content-type": kind})
        assert answer.status_code in (303, 429) and "set-cookie" not in answer.headers
    assert guarded.delete("/enter").status_code == 405


def test_a_page_leads_to_the_entry_and_the_entry_says_what_to_do(guarded: StudioClient) -> None:
    answer = guarded.get("/projects/x", headers=VISIT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/enter")
    page = guarded.get("/enter?failed")
    assert page.status_code == 200
    assert "auteur token link" in page.text and "used before" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_link_on_another_site_loads_once_more_from_here_so_that_the_cookie_comes_along(
    guarded: StudioClient,
) -> None:
    foreign = VISIT | {"sec-fetch-site": "cross-site"}
    answer = guarded.get("/projects/x?y", headers=foreign)
    assert answer.status_code == 200
    assert 'content="0;url=/projects/x"' in answer.text
    raw = (*OURS, *((name.encode(), value.encode()) for name, value in foreign.items()))
    page = ask(guarded, "GET", b'/x"><script>run()</script>', headers=raw).body
    assert b"url=/x&quot;&gt;&lt;script" in page and b"<script" not in page


def test_where_no_token_is_wanted_the_entry_is_open(client: StudioClient) -> None:
    answer = client.get("/enter?token=anything", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_cookie_of_somebody_else_is_no_session(guarded: StudioClient, keys: KeyRing) -> None:
    secret = keys.redeem(keys.launch())
    for cookie in (f"session={secret}", f"auteur={secret}", "a" * 5000, "=;=;", "auteur-00000000=x"):
        assert guarded.get("/api/projects", headers={"cookie": cookie}).status_code == 401
