"""One reading of one pack: its files, what was understood so far, and every fault found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a pack, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BrokenPack(ValueError):
    """A pack that cannot be loaded; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class PackReading:
    """The files below `root`; `parts` holds what each part of the pack understood, by the part's name."""

    root: Path
    faults: list[Fault] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)

    def fail(self, file: str, line: int, message: str) -> None:
        """Note a fault and go on: a writer wants all of them at once."""
        self.faults.append(Fault(file, line, message))

    def fail_at(self, file: str, needle: str, message: str) -> None:
        """Note a fault at the first line of `file` where `needle` stands."""
        self.faults.append(Fault(file, self.line_of(file, needle), message))

    def line_of(self, file: str, needle: str) -> int:
        """Return the first line of `file` that holds `needle` as a whole word, or 1."""
        whole = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-]|\.\w)")
        for number, line in enumerate((self.root / file).read_text(encoding="utf-8").splitlines(), start=1):
            if whole.search(line):
                return number
        return 1

    def files(self, pattern: str) -> Iterator[str]:
        """Yield the files that match `pattern`, sorted, relative to the pack."""
        for path in sorted(self.root.glob(pattern)):
            if path.is_file():
                yield path.relative_to(self.root).as_posix()

    def exists(self, file: str) -> bool:
        """Say whether the pack has `file`."""
        return (self.root / file).is_file()

    def text(self, file: str) -> str:
        """Return the contents of `file`."""
        return (self.root / file).read_text(encoding="utf-8")

    def yaml(self, file: str, schema: type[Schema]) -> Schema | None:
        """Return `file` as a `schema`, or note its faults and return None (the caller goes on with the rest)."""
        if not self.exists(file):
            self.fail(file, 1, "the file is missing")
            return None
        try:
            raw = YAML(typ="safe").load(self.text(file))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.fail(file, line, f"not valid YAML: {error.problem}")
            return None
        except (YAMLError, UnicodeDecodeError, ValueError) as error:
            self.fail(file, 1, f"not readable: {error}")
            return None
        try:
            return schema.model_validate(raw)
        except ValidationError as error:
            # Parsed a second time, slowly, only when there is a line to be told.
            marked = YAML(typ="rt").load(self.text(file))
            for problem in error.errors():
                where = ".".join(str(step) for step in problem["loc"] if not str(step).startswith(("function-", "dict[")))
                message = problem["msg"].removeprefix("Value error, ")
                self.fail(file, _line(marked, problem["loc"]), f"{where}: {message}" if where else message)
            return None

    def raise_if_broken(self) -> None:
        """Raise `BrokenPack` when a fault was noted."""
        if self.faults:
            raise BrokenPack(self.faults)


def _line(node: Any, location: tuple[int | str, ...]) -> int:
    line = 1
    for step in location:
        marks = getattr(node, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.item(step) if isinstance(step, int) else marks.key(step))[0] + 1
            node = node[step]
        except (KeyError, IndexError, TypeError):
            # A missing key, or a step of the schema that is not in the file (a union's branch): stay at the parent.
            continue
    return int(line)
