"""`/docs`: the API on one page, made from its own description. No script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText}"
    "h2{margin-top:2rem}article{border-top:1px solid #8886;padding:.6rem 0}h3{font:600 14px ui-monospace,monospace;margin:0}"
    "p{margin:.2rem 0}dl{margin:.2rem 0 0 1rem;display:grid;grid-template-columns:max-content 1fr;gap:0 1rem}"
    "dt{font-family:ui-monospace,monospace}dd{margin:0;opacity:.8}small{font-weight:400;opacity:.7}"
)


def serve_reference(app: FastAPI, scope_of: Callable[[str, str], str]) -> None:
    """Add the page; `scope_of` tells the scope that a method and a path want."""

    def page(request: Request) -> HTMLResponse:
        return HTMLResponse("".join(_page(request.app.openapi(), scope_of)))

    app.add_api_route("/docs", page, include_in_schema=False)


def _page(spec: dict[str, Any], scope_of: Callable[[str, str], str]) -> Iterator[str]:
    yield (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Auteur API</title><link rel="icon" href="/favicon.svg"><style>{STYLE}</style>'
        f"<h1>Auteur API {escape(spec['info']['version'])}</h1>"
        "<p>For programs: <a href=/openapi.json>openapi.json</a>, "
        "<a href=/api/events/schema.json>the socket's messages</a>. Every error is a problem (RFC 9457) with a "
        "<code>code</code>. The word after a route is the scope that its token needs, where one is wanted.</p>"
    )
    tag = None
    for path, verbs in spec["paths"].items():
        for verb, operation in verbs.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                yield f"<h2>{escape(tag)}</h2>"
            yield from _route(spec, verb.upper(), path, operation, scope_of(verb.upper(), path))
    yield "</html>"


def _route(spec: dict[str, Any], verb: str, path: str, operation: dict[str, Any], scope: str) -> Iterator[str]:
    yield f"<article><h3>{verb} {escape(path)} <small>{scope}</small></h3>"
    if told := operation.get("description"):
        yield f"<p>{escape(told)}</p>"
    fields = [
        (each["name"], each["in"], each.get("required", False), each["schema"])
        for each in operation.get("parameters", [])
        if each["in"] != "path"
    ]
    body = _body(spec, operation)
    required = body.get("required", [])
    fields += [(name, "body", name in required, schema) for name, schema in body.get("properties", {}).items()]
    if fields:
        yield "<dl>"
        for name, where, needed, schema in fields:
            kind = escape(" or ".join(_kinds(schema)))
            yield f"<dt>{escape(name)}</dt><dd>{where}{', required' if needed else ''}: {kind}</dd>"
        yield "</dl>"
    yield "</article>"


def _body(spec: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema: dict[str, Any] = content["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        return spec["components"]["schemas"][name] if name else schema
    return {}


def _kinds(schema: dict[str, Any]) -> list[str]:
    """What a value may be, in a few words."""
    if "anyOf" in schema:
        return [kind for option in schema["anyOf"] for kind in _kinds(option)]
    if "enum" in schema:
        return [str(value) for value in schema["enum"]]
    if "const" in schema:
        return [str(schema["const"])]
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array":
        return [f"list of {' or '.join(_kinds(schema.get('items', {})))}"]
    return [schema.get("type", "anything")]
