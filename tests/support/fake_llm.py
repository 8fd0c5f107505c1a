"""A language model's server on the loopback, which can misbehave in every way that the client must survive."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Exchange(BaseHTTPRequestHandler):
    """One request on its way; ``over`` is set when the test is, so that no thread outlives it."""

    over: threading.Event
    script: list[Reply]
    asked: list[dict[str, Any]]
    headers_seen: list[dict[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(json.loads(body) | {"path": self.path})
        self._reply()

    def do_GET(self) -> None:
        self.asked.append({"path": self.path})
        self._reply()

    def _reply(self) -> None:
        self.headers_seen.append(dict(self.headers))
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        try:
            reply(self)
        except OSError:
            self.close_connection = True  # the client hung up, as it should

    def send_all(self, status: int, body: bytes, **headers: str) -> None:
        """An ordinary answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


Reply = Callable[[Exchange], None]


def says(content: Any) -> Reply:
    """A completion with this content; anything but a text is sent as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return sends(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def names_models(*names: str) -> Reply:
    """The list of what the server has."""
    return sends(json.dumps({"object": "list", "data": [{"id": name} for name in names]}).encode())


def sends(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Exactly these bytes."""
    return lambda exchange: exchange.send_all(status, body, **headers)


def hangs(exchange: Exchange) -> None:
    """Takes the question and says nothing."""
    exchange.over.wait()


def drips(exchange: Exchange) -> None:
    """Sends a blank now and then, for ever: each arrives in time, the answer never does."""
    exchange.send_response(200)
    exchange.end_headers()
    while not exchange.over.wait(0.02):
        exchange.wfile.write(b" ")
        exchange.wfile.flush()


def drips_headers(exchange: Exchange) -> None:
    """As ``drips``, but the head of the answer is not over either."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not exchange.over.wait(0.02):
        exchange.wfile.write(b"a")
        exchange.wfile.flush()


def floods(exchange: Exchange) -> None:
    """Sends as much as the client takes."""
    exchange.send_response(200)
    exchange.end_headers()
    while not exchange.over.is_set():
        exchange.wfile.write(b"x" * 65536)


def hangs_up(exchange: Exchange) -> None:
    """Ends in the middle of the answer."""
    exchange.send_response(200)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.wfile.write(b'{"choices"')


def talks_nonsense(exchange: Exchange) -> None:
    """Is no HTTP server."""
    exchange.wfile.write(b"220 mail.example ESMTP\r\n")


class FakeLlm:
    """``with FakeLlm(says(…)) as server``: replies one after the other, the last one again and again."""

    def __init__(self, *script: Reply) -> None:
        self._over = threading.Event()
        self.asked: list[dict[str, Any]] = []
        self.headers_seen: list[dict[str, str]] = []
        handler = type(
            "Handler",
            (Exchange,),
            {
                "over": self._over,
                "script": list(script),
                "asked": self.asked,
                "headers_seen": self.headers_seen,
            },
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """What ``CASEBOOK_LLM_URL`` would be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
