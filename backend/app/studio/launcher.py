"""`auteur run`: queue, worker and server as one thing that starts together and ends together."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
import webbrowser

from app.config import Settings
from app.studio.address import StudioRefused, listening
from app.studio.invitation import Invitation, invitation_for
from app.studio.kept import KeptProcess
from app.studio.lock import StudioLock
from app.studio.queue import EmbeddedQueue
from app.studio.stopping import Stopping
from app.studio.worker_process import keep_worker

WORKER_STOP_SECONDS = 15.0
WORKER_WAIT_SECONDS = 8.0
LAST_RESORT_SECONDS = 5.0


def run_studio(settings: Settings, *, port_given: bool, browser: bool) -> None:
    """Start everything, print what is on and off, and work until told to stop.

    Raises:
        StudioRefused: another studio has this workspace, the port is taken, nobody could be let in, or the server
            could not start.
        QueueFailed: the embedded queue could not be started.
    """
    stopping = Stopping()
    lock = StudioLock(settings.state_dir)
    with (
        lock.held(),
        listening(settings.host, settings.port, insist=port_given, say=say) as line,
        stopping.listened_for(),
        contextlib.ExitStack() as running,
    ):
        invitation = invitation_for(settings)
        lock.tell(invitation.here(line.getsockname()[1]))
        if settings.broker_url is None:
            queue = EmbeddedQueue(settings, say)
            running.callback(queue.stop)
            queue.start()
        worker = keep_worker(settings, say)
        running.callback(_stop_worker, worker, stopping)
        worker.start()
        _obey(stopping, worker)
        _serve(settings, line, invitation, stopping, browser)
    say("Stopped.")


def _serve(settings: Settings, line: socket.socket, invitation: Invitation, stopping: Stopping, browser: bool) -> None:
    # The server's libraries take a second to load, which the queue and the worker use to get ready.
    from app.container import Services, build_services
    from app.main import create_app
    from app.studio.server import serve
    from app.studio.table import print_welcome

    services: Services = build_services(settings)
    port = line.getsockname()[1]

    def welcome() -> None:
        deadline = time.monotonic() + WORKER_WAIT_SECONDS
        while not services.workers.online() and time.monotonic() < deadline:
            if stopping.asked.wait(0.1):
                return
        print_welcome(services.health.report(), invitation, port, settings, services.runners.ids())
        sys.stdout.flush()
        if browser:
            open_browser(invitation.to_browser(port))

    def on_started() -> None:
        threading.Thread(target=welcome, name="welcome", daemon=True).start()

    if stopping.asked.is_set():
        return
    if not serve(create_app(settings, services), line, stopping, on_started) and not stopping.asked.is_set():
        raise StudioRefused("The server could not start; what it said stands above.")


def open_browser(url: str) -> None:
    """Where a person sits in front of this machine."""
    has_display = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.stdout.isatty() and has_display:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


def _stop_worker(worker: KeptProcess, stopping: Stopping) -> None:
    worker.ask_to_stop()
    worker.wait(WORKER_STOP_SECONDS, unless=stopping.at_once)
    worker.kill()


def _obey(stopping: Stopping, worker: KeptProcess) -> None:
    """Let the worker end while the server does; when asked twice, leave by force.

    The children die with this process, so the last resort leaves nothing behind either.
    """

    def end() -> None:
        stopping.asked.wait()
        say("Stopping: the worker finishes or hands back what it has. Ctrl-C again stops at once.")
        worker.ask_to_stop()
        stopping.at_once.wait()
        worker.kill()
        time.sleep(LAST_RESORT_SECONDS)
        os._exit(130)

    threading.Thread(target=end, name="obey", daemon=True).start()


def say(text: str) -> None:
    print(text, flush=True)
