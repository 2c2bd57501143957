"""What the door goes by, made from the settings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from app.api.door.addresses import AllowedAddresses, parse_origin
from app.api.door.headers import PagePolicy
from app.api.door.other_bodies import FORM, RAW, OtherBody
from app.api.door.slowing import Slowing
from app.api.files_form import MAX_FORM_BYTES
from app.container import Services
from app.domain.final_draft import MAX_FINAL_DRAFT_BYTES
from app.errors import Invalid
from app.services.characters.service import MAX_PICTURE_BYTES
from app.services.keyring import KeyRing
from app.services.uploads.incoming import MAX_UPLOAD_BYTES

FILM_BYTES = 2**40
OTHER_BODIES = (
    OtherBody("POST", re.compile(r"/projects/import"), FORM, FILM_BYTES, parts=4),
    OtherBody("POST", re.compile(r"/projects/[^/]+/documents/import"), RAW, MAX_FINAL_DRAFT_BYTES),
    OtherBody("POST", re.compile(r"/projects/[^/]+/files"), FORM, MAX_FORM_BYTES),
    OtherBody("POST", re.compile(r"/projects/[^/]+/characters/[^/]+/pictures"), FORM, MAX_FORM_BYTES),
    OtherBody("PUT", re.compile(r"/projects/[^/]+/files/.+"), RAW, MAX_UPLOAD_BYTES),
    OtherBody("PUT", re.compile(r"/projects/[^/]+/assets/[^/]+/files/[^/]+"), RAW, MAX_UPLOAD_BYTES),
    OtherBody(
        "PUT", re.compile(r"/projects/[^/]+/characters/[^/]+/(?:base-face|variations/[^/]+)"), RAW, MAX_PICTURE_BYTES
    ),
)


@dataclass(frozen=True)
class DoorRules:
    """`always_ask` wants a token on loopback too; elsewhere one is wanted in any case.

    Every route takes JSON of at most `body_limit` bytes, but for those in `other_bodies`.
    """

    allowed: AllowedAddresses
    keys: KeyRing
    cookie: str
    always_ask: bool
    body_limit: int
    page_policy: PagePolicy
    app_files: frozenset[str] = frozenset()
    other_bodies: tuple[OtherBody, ...] = ()
    slowing: Slowing = field(default_factory=Slowing)


def rules_for(services: Services, keys: KeyRing, body_limit: int) -> DoorRules:
    """Raises `Invalid` for an address in AUTEUR_ALLOWED_ORIGINS that is none."""
    settings = services.settings
    for named in settings.allowed_origins:
        if parse_origin(named) is None:
            raise Invalid(f"AUTEUR_ALLOWED_ORIGINS: “{named}” is no address such as https://studio.example:8443.")
    web = settings.built_web_dir
    return DoorRules(
        allowed=AllowedAddresses(settings.host, settings.allowed_origins),
        keys=keys,
        cookie=f"auteur-{hashlib.sha256(str(settings.workspace_root.resolve()).encode()).hexdigest()[:8]}",
        always_ask=settings.require_token or settings.token is not None,
        body_limit=body_limit,
        page_policy=PagePolicy(web / "index.html" if web else None),
        app_files=_files_beside_the_page(web) if web else frozenset(),
        other_bodies=OTHER_BODIES,
    )


def _files_beside_the_page(web: Path) -> frozenset[str]:
    return frozenset(f"/{path.name}" for path in web.iterdir() if path.is_file() and path.suffix != ".html")
