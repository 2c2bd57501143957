"""Settings: the only reader of the environment.

Order: arguments > environment > `.env` in the working directory > defaults. The names without a prefix are the
ones shared with Docker Compose and Celery; everything else is `AUTEUR_*`.
"""

from __future__ import annotations

import hashlib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]
WORKSPACE_NAME = "Generative_Studio_Workspace"


def _default_workspace() -> Path:
    """Beside the code in a source checkout, in the user's data folder for an installed wheel."""
    if (CHECKOUT / "Makefile").is_file():
        return CHECKOUT / WORKSPACE_NAME
    return user_data_path("auteur") / WORKSPACE_NAME


def _either(plain: str) -> AliasChoices:
    return AliasChoices(f"AUTEUR_{plain}", plain)


class Settings(BaseSettings):
    """Every setting of the studio, with its default and meaning (`.env.example` documents the same list)."""

    model_config = SettingsConfigDict(
        env_prefix="AUTEUR_", env_file=".env", extra="ignore", populate_by_name=True, frozen=True
    )

    workspace_root: Path = Field(default_factory=_default_workspace, validation_alias=_either("WORKSPACE_ROOT"))
    """The folder that holds `Projects/`, `Library/` and `.auteur/`."""
    broker_url: str | None = Field(
        default=None, validation_alias=AliasChoices("CELERY_BROKER_URL", "AUTEUR_BROKER_URL")
    )
    """An external Redis or Valkey; without it the studio starts its own."""
    host: str = Field(default="127.0.0.1", validation_alias=_either("HOST"))
    port: int = Field(default=8000, ge=0, le=65535, validation_alias=_either("PORT"))
    token: SecretStr | None = None
    """A secret of at least 16 characters that opens the studio; with it, one is wanted on loopback too."""
    require_token: bool = False
    """Want a token on loopback too. Anywhere else one is wanted in any case."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Further addresses under which the studio may be reached, such as `https://studio.example`, by commas."""
    sample_film: bool = True
    """Make the sample film when the workspace has no project yet."""
    allow_fallback: bool = True
    """Run a pipeline's declared fallback where no worker can run the pipeline itself."""
    open_browser: bool = True
    worker_slots: int = Field(default_factory=lambda: max(1, min(4, (os.cpu_count() or 2) - 1)), ge=1, le=64)
    """Tasks that one worker runs side by side."""
    worker_name: str | None = None
    lease_seconds: float = Field(default=10.0, gt=0.2)
    """A running task whose worker has not given a sign of life for this long is taken away from it."""
    max_attempts: int = Field(default=3, ge=1)
    runner_idle_seconds: float = 300.0
    """A warm runner process with nothing to do ends after this long."""
    runner_memory_mb: int = 4096
    task_timeout_seconds: float = 900.0
    web_dir: Path | None = None
    """The built web app; found in the checkout or the wheel when not given."""
    log_level: str = "INFO"
    git_author_name: str = "Auteur"
    git_author_email: str = "studio@auteur.local"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _by_commas(cls, value: Any) -> Any:
        return (
            [part.strip().rstrip("/") for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("token", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return value or None

    @cached_property
    def projects_dir(self) -> Path:
        return self.workspace_root / "Projects"

    @cached_property
    def library_dir(self) -> Path:
        return self.workspace_root / "Library"

    @cached_property
    def state_dir(self) -> Path:
        """Studio state that is not creative work: task records, trash, logs, queue data, caches."""
        return self.workspace_root / ".auteur"

    @cached_property
    def cache_dir(self) -> Path:
        """May be deleted at any time."""
        return self.state_dir / "cache"

    @cached_property
    def runtime_dir(self) -> Path:
        """Short private folder for sockets and pid files (a Unix socket's path may have 107 bytes at most).

        It is the same for every process of one workspace, so a worker started by hand finds the running queue.
        """
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/tmp/auteur-{os.getuid()}")
        key = hashlib.sha256(str(self.workspace_root.resolve()).encode()).hexdigest()[:12]
        return base / f"auteur-{key}"

    @cached_property
    def queue_socket(self) -> Path:
        return self.runtime_dir / "queue.sock"

    @cached_property
    def redis_url(self) -> str:
        """What redis-py connects to: the external broker or the embedded queue's socket."""
        url = self.broker_url or f"unix://{self.queue_socket}?db=0"
        return url.replace("redis+socket:", "unix:").replace("?virtual_host=", "?db=")

    @cached_property
    def celery_broker_url(self) -> str:
        """The same server in kombu's spelling."""
        url = self.redis_url
        return (
            url.replace("unix:", "redis+socket:").replace("?db=", "?virtual_host=") if url.startswith("unix:") else url
        )

    @cached_property
    def built_web_dir(self) -> Path | None:
        """The folder with the built app's `index.html`, or None when it has not been built."""
        for candidate in (self.web_dir, Path(__file__).parent / "_web", CHECKOUT / "frontend" / "build"):
            if candidate and (candidate / "index.html").is_file():
                return candidate
        return None
