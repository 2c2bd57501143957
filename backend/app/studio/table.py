"""What is on and off and why: a coloured table on a terminal, plain lines elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.config import Settings
from app.services.health.report import HealthReport
from app.studio.invitation import Invitation

NAMES = {
    "queue": "Queue",
    "workers": "Worker",
    "git": "Git",
    "gitLfs": "Git LFS",
    "docker": "Docker",
    "gpu": "GPU",
    "ffmpeg": "ffmpeg",
    "disk": "Disk",
    "storage": "Storage",
    "watching": "Changes by other programs",
}
SIGNS = {"ok": "on", "off": "off", "error": "trouble"}
COLOURS = {"ok": "green", "off": "dim", "error": "red"}


def print_welcome(
    report: HealthReport, invitation: Invitation, port: int, settings: Settings, runners: list[str]
) -> None:
    """Where the studio is, who may come in, what it has, and how to stop it."""
    console = _console()
    console.print(f"\nAuteur {report.version} is at [bold]{invitation.here(port)}[/bold]")
    for line in invitation.lines(port):
        console.print(escape(line), soft_wrap=True)
    console.print(f"Workspace: {escape(str(settings.workspace_root))}")
    console.print(f"Runners: {', '.join(runners) or 'none'}\n")
    print_checks(report, console)
    if settings.built_web_dir is None:
        console.print("The web app has not been built; run `make setup`.")
    console.print("\nCtrl-C stops everything.")


def print_checks(report: HealthReport, console: Console | None = None, *, fixes: bool = False) -> None:
    """One line for each part; with `fixes` also what to do about those that are not on."""
    console = console or _console()
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for key, check in report.checks.items():
        told = check.detail
        if fixes and check.fix and check.status != "ok":
            told = f"{told} {check.fix}"
        if console.is_terminal:
            table.add_row(NAMES[key], f"[{COLOURS[check.status]}]{SIGNS[check.status]}[/]", escape(told))
        else:
            console.print(f"{NAMES[key]}: {SIGNS[check.status]}. {told}", markup=False)
    if console.is_terminal:
        console.print(table)


def _console() -> Console:
    console = Console(highlight=False)
    console.soft_wrap = not console.is_terminal
    return console
