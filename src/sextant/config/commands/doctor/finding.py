from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing looked at: `what` is said when it is well, `wrong` when it is not (`what` again when it is empty), with `mend`, what to do.

    A warning does not stop the campus from working.
    """

    what: str
    well: bool
    mend: str = ""
    warning: bool = False
    wrong: str = ""

    def __str__(self) -> str:
        return self.what if self.well else self.wrong or self.what
