"""A browser without a screen: signs in, fetches pages over one connection, and takes the time."""

from __future__ import annotations

import gzip
import random
import re
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from multiprocessing import get_context
from urllib.parse import urlencode, urlsplit

import click

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TOTAL = re.compile(r"共 ([\d,]+) 件")
_TIMEOUT = 120
#: Seconds that a server may take to start, and between two looks.
_START, _PAUSE = 30, 0.2


class Visitor:
    """A signed-in user of the server at ``address``; ``cookie`` carries a session that another visitor began."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self._parts = urlsplit(address)
        self._connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=_TIMEOUT)
        self.cookie = cookie

    def sign_in(self, username: str, password: str) -> None:
        """Begin a session, as soon as the server is up. ClickException where it stays away or refuses."""
        until = time.monotonic() + _START
        while True:
            try:
                token = _TOKEN.search(self.get("/login").decode())
                break
            except OSError as error:
                if time.monotonic() > until:
                    raise click.ClickException(f"No server answers ({error}). Start it: casebook serve") from error
                self._connection.close()
                time.sleep(_PAUSE)
        if token is None:
            raise click.ClickException("What answers there is no casebook.")
        form = urlencode({"csrf_token": token[1], "username": username, "password": password})
        status = self._send("POST", "/login", form)[0]
        if status not in (302, 303):
            raise click.ClickException("The server did not let this account in.")

    def get(self, path: str) -> bytes:
        """The body of a page, unpacked. ClickException where it is not served."""
        status, body = self._send("GET", path)
        if status != 200:
            raise click.ClickException(f"{path} answers {status}.")
        return body

    def seconds(self, path: str) -> float:
        """How long a page takes until its last byte."""
        began = time.perf_counter()
        answer, _ = self._answer("GET", path)
        took = time.perf_counter() - began
        if answer.status != 200:
            raise click.ClickException(f"{path} answers {answer.status}.")
        return took

    def total(self, path: str) -> int:
        """The number of cases that a listing states."""
        stated = _TOTAL.search(self.get(path).decode())
        return int(stated[1].replace(",", "")) if stated else 0

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        answer, sent = self._answer(method, path, body)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookie = cookie.partition(";")[0]
        return answer.status, gzip.decompress(sent) if answer.headers["Content-Encoding"] == "gzip" else sent

    def _answer(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        """Over the connection at hand, or over a new one where the server has closed that after a pause."""
        for last_try in (False, True):
            try:
                self._connection.request(method, path, body, self._headers())
                answer = self._connection.getresponse()
                return answer, answer.read()
            except ConnectionError:
                self._connection.close()
                if last_try:
                    raise
        raise AssertionError("one of the two tries returns or raises")

    def _headers(self) -> dict[str, str]:
        return {
            "Accept-Encoding": "gzip",
            "Accept-Language": "zh-CN",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "Referer": self._parts.geturl(),
        }


def measure(address: str, cookie: str, paths: Sequence[str], rounds: int, clients: int = 1) -> list[list[float]]:
    """The seconds of each path, ``rounds`` times in a new order each, by as many processes as there are clients.

    A round before them goes uncounted: it warms the worker that the connection leads to.
    """
    with ProcessPoolExecutor(clients, get_context("spawn")) as pool:
        seeds = range(clients)
        runs = list(pool.map(_visit, *zip(*((address, cookie, paths, rounds, seed) for seed in seeds), strict=True)))
    return [[seconds for run in runs for seconds in run[index]] for index in range(len(paths))]


def _visit(address: str, cookie: str, paths: Sequence[str], rounds: int, seed: int) -> list[list[float]]:
    visitor, taken = Visitor(address, cookie), [[0.0] * 0 for _ in paths]
    shuffle = random.Random(seed).shuffle  # noqa: S311 - an order, not a secret
    for _ in range(rounds + 1):
        order = list(range(len(paths)))
        shuffle(order)
        for index in order:
            taken[index].append(visitor.seconds(paths[index]))
    return [seconds[1:] for seconds in taken]
