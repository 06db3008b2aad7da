"""
What is wrong with which question of the demonstration, and by how much: the truth that the pages of quality and fairness are to find again.

`docs/reference/planted-defects.md` says the same in words; a test holds the two together. The questions of the pack have none of these
defects: only the simulated answers behave as if they had.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sextant.engine.simulation.defects import Defect, Strength


@dataclass(frozen=True, slots=True)
class Planted:
    """
    A defect of a question, or a difference between groups: `harder` logits more for those of `profession`, or who answered in `language`.

    `other` is the proposition that is right instead of the key, right beside it, or dead; `b` the difficulty, where it is not that of the
    experts.
    """

    defect: Defect = Defect.HEALTHY
    strength: Strength = Strength.LARGE
    other: str = ""
    profession: str = ""
    language: str = ""
    harder: float = 0.0
    b: float | None = None


DISCRIMINATION = 1.5
"""That of the questions below: what is wrong with one that tells little apart shows little."""

PLANTED: Mapping[str, Planted] = MappingProxyType(
    {
        "socle.d1-2.pas-et-poids": Planted(Defect.MIS_KEYED, other="B"),
        "socle.d3-3.avis-negatif": Planted(Defect.TWO_RIGHT, other="B"),
        "socle.d3-3.video-en-consultation": Planted(Defect.TOO_EASY),
        "socle.d4-3.ordonnance-code-qr": Planted(Defect.DEAD, other="A"),
        "socle.d2-1.lettre-et-chatbot": Planted(Defect.DRIFT, b=0.0),
        "socle.d4-4.revue-hors-liste": Planted(Defect.SPEEDED),
        "socle.d1-2.logiciel-en-ligne-hds": Planted(profession="juriste-sante", harder=-1.6),
        "socle.d3-1.faire-dire-au-telephone": Planted(language="en", harder=1.4),
    }
)
"""Uid → what is planted there."""
