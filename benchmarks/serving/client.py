"""
A small keep-alive HTTP/1.1 client on asyncio: cookies, redirects, forms, nothing else.

Generic load generators cost more processor time than what they measure on two cores.
"""

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

CSRF = "c" * 32


@dataclass
class Reply:
    """Status, headers (lower case) and body of an answer, and the seconds it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class ServerIsGone(ConnectionError):
    """The server closed the connection before it answered."""


@dataclass
class Browser:
    """One person's browser: a connection, cookies, and the seconds each request took."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    timings: list[tuple[str, float]] = field(default_factory=list)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    def __post_init__(self) -> None:
        self.cookies.setdefault("csrftoken", CSRF)

    async def close(self) -> None:
        """Close the connection."""
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def get(self, path: str, *, label: str = "GET") -> Reply:
        """Ask for a page."""
        return await self._request("GET", path, None, label)

    async def post(self, path: str, form: dict[str, str | list[str]], *, label: str = "POST") -> Reply:
        """Send a form."""
        return await self._request("POST", path, {**form, "csrfmiddlewaretoken": CSRF}, label)

    async def follow(self, reply: Reply, *, label: str = "GET") -> Reply:
        """Follow redirects to a page."""
        while reply.status in (301, 302, 303):
            reply = await self.get(reply.headers["location"], label=label)
        return reply

    async def _request(self, method: str, path: str, form: dict[str, str | list[str]] | None, label: str) -> Reply:
        body = urlencode(form, doseq=True).encode() if form is not None else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: keep-alive",
            f"Cookie: {cookies}",
            "Accept-Language: fr",
        ]
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        start = time.perf_counter()
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        try:
            self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
            await self._writer.drain()
            head = await self._reader.readuntil(b"\r\n\r\n")
            status, headers = self._read_head(head)
            content = await self._read_body(headers, method, status)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            await self.close()
            raise ServerIsGone(str(error)) from error
        seconds = time.perf_counter() - start
        self.timings.append((label, seconds))
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Reply(status, headers, content, seconds)

    def _read_head(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *rest = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _, crumb = value.strip().partition(";")[0].partition("=")
                self.cookies[cookie] = crumb
            elif name:
                headers[name.lower()] = value.strip()
        return int(first.split(" ")[1]), headers

    async def _read_body(self, headers: dict[str, str], method: str, status: int) -> bytes:
        assert self._reader is not None
        if headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while True:
                size = int((await self._reader.readline()).strip() or b"0", 16)
                parts.append(await self._reader.readexactly(size))
                await self._reader.readexactly(2)
                if size == 0:
                    return b"".join(parts)
        length = int(headers.get("content-length", 0))
        return await self._reader.readexactly(length) if length else b""


def hidden(page: str, name: str) -> str | None:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found.group(1)) if found else None


def choices(page: str, name: str = "answer") -> list[str]:
    """Return the values of the radio buttons or tick boxes called `name`."""
    tags = re.findall(r"<input[^>]*>", page)
    return [unescape(found.group(1)) for tag in tags if f'name="{name}"' in tag and (found := re.search(r'value="([^"]+)"', tag))]
