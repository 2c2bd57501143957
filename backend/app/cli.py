"""The command line: `auteur run`, `doctor`, `worker`, `new-project`, `token`, `paths`, and what the build needs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.services.keyring import KeyRing

cli = typer.Typer(
    help="Auteur: a studio for making films, in which a film is a folder.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

token_cli = typer.Typer(help="Tokens for scripts and other machines.", no_args_is_help=True)
cli.add_typer(token_cli, name="token")

PATHS = ("workspace_root", "projects_dir", "library_dir", "state_dir", "cache_dir", "runtime_dir", "built_web_dir")


def main() -> None:
    """Run a command; an error that the studio knows is a sentence and exit code 1."""
    from app.errors import AuteurError

    try:
        cli()
    except AuteurError as error:
        print(f"auteur: {error.detail}", file=sys.stderr)
        sys.exit(1)


@cli.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address to serve.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Start queue, worker and server; Ctrl-C stops all of it."""
    from app.config import Settings
    from app.studio.launcher import run_studio

    asked: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in asked.items() if value is not None})
    port_given = "port" in settings.model_fields_set
    run_studio(settings, port_given=port_given, browser=settings.open_browser and not no_browser)


@cli.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say what is on, what is off, why, and what to do. Exit code 1 when something must be mended."""
    from app.config import Settings
    from app.studio.doctor import examine
    from app.studio.table import print_checks

    report = examine(Settings())
    if as_json:
        print(report.model_dump_json(by_alias=True, indent=2))
    else:
        print_checks(report, fixes=True)
    raise typer.Exit(1 if report.status == "error" else 0)


@cli.command()
def worker() -> None:
    """Work for the studio that has this workspace and queue, until told to stop."""
    from app.config import Settings
    from app.worker.main import run_worker

    run_worker(Settings())


@cli.command("new-project")
def new_project(
    name: str,
    structure: Annotated[str, typer.Option(help="three-act, hero-journey, beat-sheet or story-circle")] = "three-act",
    quality: Annotated[str, typer.Option(help="low, standard or high")] = "standard",
) -> None:
    """Make a film on disk; no server is needed, and a running one shows it."""
    from pydantic import ValidationError

    from app.config import Settings
    from app.container import build_services
    from app.domain.project import NewProject
    from app.errors import Invalid

    services = build_services(Settings())
    services.library.install()
    try:
        new = NewProject.model_validate({"name": name, "structure": structure, "quality": quality})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}.") from None
    project = services.workspace.create(new)
    print(f"“{project.name}” is in {services.workspace.root(project.id)}")


@cli.command()
def paths(only: Annotated[str | None, typer.Option(help="Print this one alone.")] = None) -> None:
    """Print where everything is."""
    from app.config import Settings

    settings = Settings()
    if only is not None:
        if only not in PATHS:
            raise typer.BadParameter(f"There are {', '.join(PATHS)}.", param_hint="--only")
        print(getattr(settings, only))
        return
    for name in PATHS:
        print(f"{name:15} {getattr(settings, name)}")


@cli.command()
def verify(name: Annotated[str, typer.Argument(help="The film's folder under Projects/.")]) -> None:
    """Hash every stored file of a film, mend what can be, and say which take is damaged. Exit code 1 when one is."""
    from app.config import Settings
    from app.domain.paths import check_name
    from app.errors import ProjectNotFound
    from app.services.health.integrity import verify_film

    root = Settings().projects_dir / check_name(name)
    if not (root / "project.json").is_file():
        raise ProjectNotFound(f"There is no film in the folder {name}.")
    report = verify_film(root, name)
    for found in report.findings:
        print(f"{found.hits} ({found.path}): {found.detail}")
    damaged = len(report.damage)
    print(f"{report.objects} stored files, {report.bytes / 2**20:,.1f} MiB, read in {report.seconds:.1f} s.")
    print(f"{damaged} damaged." if damaged else "Nothing is damaged.")
    raise typer.Exit(1 if damaged else 0)


@cli.command()
def warm() -> None:
    """Compile the storyboard renderer ahead of the first take."""
    from app.config import Settings
    from app.studio.renderer import compile_renderer

    raise typer.Exit(0 if compile_renderer(Settings()) else 1)


@token_cli.command("new")
def new_token(
    name: str,
    scope: Annotated[str, typer.Option(help="read, generate, write or admin; each one allows what is before it")],
) -> None:
    """Make a token and print it, this once. Use it as `Authorization: Bearer …`."""
    from app.domain.access import SCOPES

    for known in SCOPES:
        if known == scope:
            print(_keys().new_token(name, known))
            return
    raise typer.BadParameter(f"There are {', '.join(SCOPES)}.", param_hint="--scope")


@token_cli.command("list")
def list_tokens() -> None:
    """Name, scope and day of every token."""
    for token in _keys().tokens():
        print(f"{token.name:24} {token.scope:9} {token.created:%Y-%m-%d}")


@token_cli.command("revoke")
def revoke_token(name: str) -> None:
    """Make a token useless, and end the sessions that it opened."""
    _keys().revoke(name)
    print(f"“{name}” opens nothing any more.")


@token_cli.command("link")
def new_link() -> None:
    """Print an address that lets one browser into the running studio, once, within half an hour."""
    from app.config import Settings
    from app.studio.lock import StudioLock

    url = StudioLock(Settings().state_dir).url()
    print(f"{url or ''}/enter?token={_keys().launch()}")


@token_cli.command("sign-out")
def sign_out() -> None:
    """End the sessions of all browsers. Tokens stay."""
    print(f"{_keys().sign_everybody_out()} sessions ended.")


def _keys() -> KeyRing:
    from app.config import Settings
    from app.services.keyring import KeyRing

    return KeyRing(Settings().state_dir)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI description of the server."""
    from app.config import Settings
    from app.main import create_app

    print(json.dumps(create_app(Settings()).openapi(), indent=2))


@cli.command("events-schema")
def events_schema() -> None:
    """Print the JSON Schema of the socket's messages."""
    from app.domain.messages import event_schema

    print(json.dumps(event_schema(), indent=2))


if __name__ == "__main__":
    main()
