"""Rot is found before it is needed: every film is checked once a day, slowly, the one that has waited longest first."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import structlog
from pydantic import ValidationError

from app.domain.records import canonical_json, now
from app.errors import AuteurError, ProjectNotFound
from app.services.durable import replace_file
from app.services.films.workspace import Workspace
from app.services.health.integrity import Finding, VerifyReport, verify_film

log = structlog.get_logger()

AGAIN_AFTER = timedelta(hours=24)
FIRST_PAUSE_SECONDS = 60.0
PAUSE_SECONDS = 30.0
BYTES_PER_SECOND = 200 * 2**20


class Verifier:
    """Checks the film whose last check is the oldest, and keeps the reports in `.auteur/verify/`."""

    def __init__(self, workspace: Workspace, folder: Path, bytes_per_second: float = BYTES_PER_SECOND) -> None:
        self._workspace, self._folder, self._rate = workspace, folder, bytes_per_second
        self._asked: list[str] = []
        self._kept: dict[str, VerifyReport] | None = None
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="verifier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def ask(self, project_id: str) -> None:
        """Check this film next."""
        self._workspace.root(project_id)
        if project_id not in self._asked:
            self._asked.append(project_id)
        self._wake.set()

    def report(self, project_id: str) -> VerifyReport | None:
        """The newest report; None when the film was never checked."""
        return self._reports().get(project_id)

    def damage(self) -> list[tuple[str, Finding]]:
        """(film's name, what is damaged) over all films."""
        found: list[tuple[str, Finding]] = []
        for project_id, report in self._reports().items():
            if report.damage:
                try:
                    name = self._workspace.summary(project_id).name
                except ProjectNotFound:
                    continue  # in the trash
                found += [(name, finding) for finding in report.damage]
        return found

    def _reports(self) -> dict[str, VerifyReport]:
        """Read once; after that this process is the only one that makes any."""
        if self._kept is None:
            kept = {}
            for path in self._folder.glob("*.json"):
                try:
                    kept[path.stem] = VerifyReport.model_validate_json(path.read_bytes())
                except (OSError, ValidationError):
                    log.warning("a report cannot be read; the film is checked again", action="verify", file=path.name)
            self._kept = kept
        return self._kept

    def check(self, project_id: str) -> VerifyReport:
        """Check one film now, at the pace that leaves the disk to others."""
        report = verify_film(self._workspace.root(project_id), project_id, self._pace)
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / f"{project_id}.json", canonical_json(report))
        self._reports()[project_id] = report
        for finding in report.damage:
            log.error("a stored file is damaged", action="verify", project=project_id, hits=finding.hits)
        return report

    def _pace(self, size: int) -> None:
        if self._stopping.wait(size / self._rate):
            raise _Stopped

    def _run(self) -> None:
        self._wake.wait(FIRST_PAUSE_SECONDS)
        while not self._stopping.is_set():
            self._wake.clear()
            project_id = self._next()
            if project_id is not None:
                try:
                    self.check(project_id)
                    continue
                except _Stopped:
                    return
                except (AuteurError, OSError) as error:
                    log.warning("a film could not be verified", action="verify", project=project_id, reason=str(error))
            self._wake.wait(PAUSE_SECONDS)

    def _next(self) -> str | None:
        if self._asked:
            return self._asked.pop(0)
        due = []
        for summary in self._workspace.list():
            report = self.report(summary.id) if summary.broken is None else None
            if summary.broken is None and (report is None or now() - report.checked_at > AGAIN_AFTER):
                due.append((report.checked_at.timestamp() if report else 0.0, summary.id))
        return min(due)[1] if due else None


class _Stopped(Exception):
    """The studio ends; the film is checked another time."""
