"""Starts the page: a free port, a guarded application, a browser."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from ..errors import Problem, UsageError
from ..translation import say
from .app import Service, application
from .guard import Guard

LOCAL = ("127.0.0.1", "localhost", "[::1]")


def start(
    folder: Path,
    port: int,
    host: str,
    allowed: Sequence[str],
    language: str,
    browser: bool,
    tell: Callable[[str], None],
) -> None:
    """Serve ``folder`` until somebody ends it; ``tell`` is given the address.

    Raises :class:`mfo.UsageError` where the port is taken.
    """
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    service = Service(folder, "", language)
    guard = Guard(application(service), (*LOCAL, *allowed), port)
    service.token = guard.change
    name = host if host in ("127.0.0.1", "localhost") else (allowed[0] if allowed else "localhost")
    address, once = (f"http://{name}:{port}/?token={token}" for token in (guard.opening, guard.once))
    tell(say("mfo is at {address}", address=address))
    tell(say("Only this machine can open it. Ctrl-C ends it; what you changed is kept."))
    if browser:
        threading.Timer(0.5, webbrowser.open, (once,)).start()
    settings = uvicorn.Config(guard, log_level="warning", access_log=False, ws="none", server_header=False)
    try:
        uvicorn.Server(settings).run(sockets=[listening])
    finally:
        service.jobs.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        message = f"The port {port} of {host} cannot be had: {error.strerror}."
        raise UsageError(
            Problem("serve-port", message, remedy="Choose another with --port, or leave it out.")
        ) from error
    return made
