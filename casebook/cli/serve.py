"""``casebook serve``: the production server."""

from __future__ import annotations

import socket

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from casebook.app import create_app
from casebook.cli import indexer
from casebook.cli.sessions import open_engine, require_newest_schema
from casebook.config import THREADS

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5000
#: Seconds that requests under way get to finish when the server is told to stop.
GRACE = 10

host_option = click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)


@click.command()
@host_option
@port_option
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes that answer requests.")
def command(host: str, port: int, workers: int) -> None:
    """Serve the pages and keep the search index up to date.

    The database must be up to date (casebook db upgrade).

    Put a proxy with HTTPS in front for anything but this machine, and set CASEBOOK_SECURE_COOKIES=1.
    """
    with open_engine() as engine:
        require_newest_schema(engine)
    require_free(host, port)
    click.echo(f"casebook: {address(host, port)}")
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Serve until the process is told to stop."""
    create_app()  # what keeps the application from starting is said here, once, and not by every worker for ever
    server = Granian(
        "casebook.app:create_worker",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.info,
    )
    with indexer.running():
        server.serve()


def require_free(host: str, port: int) -> None:
    """Refuse a port that something else listens on, before the workers fail on it one by one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port with --port."
            ) from error


def address(host: str, port: int) -> str:
    """What to type into a browser."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
