"""One question to an OpenAI-compatible server, with a bound on everything: time, size, and where it may lead.

Only the address that the operator set is ever contacted: no redirects are followed and no proxy of the environment
is used. All failures of network and server become ``NoAnswer``, whose message is fit for people.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from casebook.bilingual import Bilingual
from casebook.config import LlmSettings

#: Bytes; an answer about the longest report takes a hundredth of it.
LARGEST_ANSWER = 1024 * 1024
_CHUNK = 16 * 1024


class NoAnswer(Exception):
    """The server gave no usable answer; ``reason`` completes a sentence."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nothing more is waited for."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds that remain; raises ``TimeoutError`` where none do."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def ask(settings: LlmSettings, question: Mapping[str, Any], deadline: Deadline) -> str:
    """Post ``question`` to ``{url}/chat/completions`` and return the text of the first choice.

    Raises ``NoAnswer``. Looking up the server's name is left to the operating system, which has a bound of its own.
    """
    body = json.dumps(question, ensure_ascii=False).encode()
    status, answer = _exchange(settings, "POST", "chat/completions", body, deadline)
    if status != http.client.OK:
        raise NoAnswer(_REFUSED.format(status=status))
    return _content(answer)


def models(settings: LlmSettings, deadline: Deadline) -> list[str]:
    """The models that the server has; empty where it does not tell. Raises ``NoAnswer``."""
    status, answer = _exchange(settings, "GET", "models", None, deadline)
    if status not in (http.client.OK, http.client.NOT_FOUND):
        raise NoAnswer(_REFUSED.format(status=status))
    try:
        return [str(model["id"]) for model in json.loads(answer)["data"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []


def _exchange(
    settings: LlmSettings, method: str, path: str, body: bytes | None, deadline: Deadline
) -> tuple[int, bytes]:
    """Status and body of what the server answers; raises ``NoAnswer``."""
    try:
        return _request(settings, method, path, body, deadline)
    except TimeoutError as error:
        raise NoAnswer(_TOO_SLOW.format(seconds=f"{settings.timeout:g}")) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(_UNREACHABLE) from error


def _request(
    settings: LlmSettings, method: str, path: str, body: bytes | None, deadline: Deadline
) -> tuple[int, bytes]:
    parts = urlsplit(settings.url)
    host = parts.hostname or ""
    headers = {"Host": parts.netloc, "Content-Type": "application/json", "Connection": "close"}
    if settings.key:
        headers["Authorization"] = f"Bearer {settings.key}"
    with _connect(host, parts.port or (443 if parts.scheme == "https" else 80), deadline) as plain:
        plain.settimeout(deadline.left())
        sock = _secured(plain, host) if parts.scheme == "https" else plain
        with sock:
            connection = http.client.HTTPConnection(host)
            connection.sock = _BoundSocket(sock, deadline)
            connection.request(method, f"{parts.path.rstrip('/')}/{path}", body, headers)
            response = connection.getresponse()
            return response.status, _read(response)


def _connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of the host's addresses that answers."""
    failure: OSError = ConnectionRefusedError()
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(deadline.left())
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _read(response: http.client.HTTPResponse) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(_CHUNK):
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise NoAnswer(_TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)


def _content(answer: bytes) -> str:
    """The message of a completion; "" where the server sent something else, which is no answer that fits either."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return content if isinstance(content, str) else ""


class _BoundSocket:
    """A socket for ``http.client`` that waits until the deadline in all, not that long for each piece."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self._deadline.left())
            rest = rest[self._sock.send(rest) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundReader(self._sock, self._deadline))

    def close(self) -> None:
        """Nothing: the response is still to be read; whoever connected closes."""


class _BoundReader(io.RawIOBase):
    """The receiving side of ``_BoundSocket``."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


_TOO_SLOW = Bilingual("{seconds} 秒内没有答完", "it did not finish within {seconds} seconds")
_UNREACHABLE = Bilingual("无法连接，或者连接中断", "it could not be reached, or the connection broke")
_REFUSED = Bilingual("服务器返回错误 {status}", "its server answered with error {status}")
_TOO_LARGE = Bilingual("回答过长", "its answer was far too long")
