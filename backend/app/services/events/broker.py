"""Connections to the queue's Redis or Valkey; the traps of the client are dealt with here and nowhere else.

redis-py's default `socket_timeout` breaks blocking reads, and its default retries hold a caller for many seconds when
the server is away. Callers that must answer soon get a client that gives up soon; listeners get one without time-out.
"""

from __future__ import annotations

from typing import Any, cast

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

BrokerDown = redis.RedisError
"""Whatever keeps a command from being answered."""

CONNECT_SECONDS = 0.4
ANSWER_SECONDS = 0.5


def connect(url: str) -> redis.Redis:
    """A client for short commands: it fails within about a second when the server is away or frozen.

    One retry, because a pooled connection may be stale after the server was restarted.
    """
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        decode_responses=True,
        **_plain(url),
    )


def connect_listener(url: str) -> redis.Redis:
    """A client for waiting on messages; it never gives up reading."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=None,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
        **_plain(url),
    )


def connect_async_listener(url: str) -> redis.asyncio.Redis:
    """The same for the event loop."""
    return redis.asyncio.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=None,
        retry=AsyncRetry(NoBackoff(), 0),
        decode_responses=True,
        **_plain(url),
    )


Entry = tuple[str, dict[str, str]]


def entries(answer: object) -> list[Entry]:
    """What a stream command answers, as it is with `decode_responses`: (id, fields) each."""
    return cast(list[Entry], answer or [])


def server_name(client: redis.Redis) -> str | None:
    """Which program answers, as "Valkey 9.1.2"; None when nobody does."""
    try:
        info = client.info("server")
    except BrokerDown:
        return None
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info['redis_version']}"


def _plain(url: str) -> dict[str, Any]:
    """A server over TCP may vanish without a word; the system's keep-alive notices."""
    return {} if url.startswith("unix:") else {"socket_keepalive": True}
