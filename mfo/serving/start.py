"""Starts the page: a free port, a guarded application, a browser."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import uvicorn

from ..errors import Problem, UsageError, Where
from ..translation import say
from ..writing.claim import Claim
from ..writing.whole import write_text
from .app import Service, application
from .desk import KEPT, SESSION
from .guard import Guard

ADDRESS = "address.json"  # beside the session: where whoever holds it answers
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

    Raises :class:`mfo.UsageError` where the port is taken, or the folder is open on another page.
    """
    with contextlib.ExitStack() as held:
        held.enter_context(_alone(folder))
        listening = held.enter_context(_listen(host, port))
        name = host if host in ("127.0.0.1", "localhost") else (allowed[0] if allowed else "localhost")
        address = f"http://{name}:{listening.getsockname()[1]}"
        write_text(folder / KEPT / ADDRESS, json.dumps({"address": address}))
        _serve(folder, listening, address, allowed, language, browser, tell)


def _serve(
    folder: Path,
    listening: socket.socket,
    at: str,
    allowed: Sequence[str],
    language: str,
    browser: bool,
    tell: Callable[[str], None],
) -> None:
    port = listening.getsockname()[1]
    service = Service(folder, "", language)
    guard = Guard(application(service), (*LOCAL, *allowed), port)
    service.token = guard.change
    address, once = (f"{at}/?token={token}" for token in (guard.opening, guard.once))
    tell(say("mfo is at {address}", address=address))
    tell(say("Only this machine can open it. Ctrl-C ends it; what you changed is kept."))
    if browser:
        threading.Timer(0.5, webbrowser.open, (once,)).start()
    settings = uvicorn.Config(guard, log_level="warning", access_log=False, ws="none", server_header=False)
    try:
        uvicorn.Server(settings).run(sockets=[listening])
    finally:
        service.jobs.close()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder's session for us alone: two pages would each write what they know over what the other knows."""
    (folder / KEPT).mkdir(exist_ok=True)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(Claim(folder / KEPT / SESSION))
        except UsageError as error:
            if error.problems[0].code != "target-busy":
                raise
            message = f"This folder is open already, on the page of another mfo: {_address_in(folder)}"
            remedy = "Go on there, or end that one with Ctrl-C first."
            raise UsageError(Problem("serve-folder", message, Where(str(folder)), remedy)) from error
        yield


def _address_in(folder: Path) -> str:
    """Where the page of a folder answers; its secret is known only to who opened it."""
    try:
        return str(json.loads((folder / KEPT / ADDRESS).read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return "localhost"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()  # from now on whoever opens the address that is told waits, and is not refused
    except OSError as error:
        made.close()
        message = f"The port {port} of {host} cannot be had: {error.strerror}."
        raise UsageError(
            Problem("serve-port", message, remedy="Choose another with --port, or leave it out.")
        ) from error
    return made
