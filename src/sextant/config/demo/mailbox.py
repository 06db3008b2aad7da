"""Reading the mails that the file-based backend writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

SEPARATOR = re.compile(r"^-{79}$", re.MULTILINE)


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
    for text in SEPARATOR.split(file.read_text(encoding="utf-8")):
        if text.strip():
            message = cast(EmailMessage, message_from_string(text.lstrip("\n"), policy=policy.default))
            body = message.get_body(preferencelist=("plain",))
            date = message["date"]
            yield Mail(str(message["to"]), str(message["subject"]), body.get_content() if body else "", date.datetime if date else None)
