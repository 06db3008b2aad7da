"""Reading the mails that the file-based backend writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = re.compile(rb"^-{79}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it."""

    to: str
    subject: str
    text: str
    sent_at: datetime | None


def mails_in(folder: Path, *, newest: int = 50) -> list[Mail]:
    """Return the `newest` mails written to `folder`, the last one first; none when nothing was written yet."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    found = [mail for file in files[:newest] for mail in reversed(list(_mails_of(file)))]
    return found[:newest]


def _mails_of(file: Path) -> Iterator[Mail]:
    for raw in SEPARATOR.split(file.read_bytes()):
        if raw.strip():
            message = message_from_bytes(raw.lstrip(b"\n"), policy=policy.default)
            body = message.get_body(preferencelist=("plain",))
            yield Mail(str(message["to"]), str(message["subject"]), body.get_content() if body else "", _moment(message))


def _moment(message: EmailMessage) -> datetime | None:
    """Return when a mail was sent; a date without a zone (`-0000`) is in UTC."""
    date: datetime | None = message["date"].datetime if message["date"] else None
    return date.replace(tzinfo=UTC) if date and date.tzinfo is None else date
