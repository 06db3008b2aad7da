from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import Count
from django.utils.text import Truncator
from django.utils.translation import get_language
from numpy.typing import NDArray

from sextant.assessment.bank import ItemBank, bank_for
from sextant.assessment.calibration.queries import simulated_here
from sextant.assessment.choices import ItemRole, SittingKind
from sextant.assessment.document import ItemDocument
from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion, Response, Sitting
from sextant.assessment.parameters import EXPERTS
from sextant.assessment.quality.bank.worth import Worth, worth_of
from sextant.assessment.quality.words import SURE, answers_words, percent
from sextant.frameworks.document import Competence, Framework, Level
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.prose import bare

SINCE = timedelta(days=90)
"""Exposure is counted over so many days."""

SOON = timedelta(days=90)
"""A re-reading that falls due within so many days is near."""

LONGEST_STEM = 110


@dataclass(frozen=True, slots=True)
class Exposure:
    """
    How many diagnostics held each item since a moment: `sittings` in all, `asked` by uid (of any version).

    `shown`: enough diagnostics for anything to be said.
    """

    since: datetime
    sittings: int
    asked: Mapping[str, int]

    @property
    def shown(self) -> bool:
        """Say whether there are enough diagnostics to say anything of them."""
        return self.sittings >= LEAST_SHOWN

    def share(self, uid: str) -> float | None:
        """Return the share of the diagnostics that held an item; None where too few people are behind it."""
        count = self.asked.get(uid, 0)
        return count / self.sittings if self.shown and (count == 0 or count >= LEAST_SHOWN) else None


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the bank. `answers` are those its difficulty rests on, 0 while the experts' judgement holds."""

    uid: str
    document: ItemDocument
    a: float
    b: float
    b_sd: float
    answers: int
    asked: int
    share: float | None

    @property
    def stem(self) -> str:
        """What it asks, shortened, in the language of the page."""
        return Truncator(bare(str(Text(self.document.stem).in_language(get_language() or "fr")))).chars(LONGEST_STEM)

    @property
    def percent(self) -> str:
        """Its exposure in percent."""
        return percent(self.share)

    @property
    def answers_words(self) -> str:
        """How many answers its difficulty rests on, few of them not told exactly."""
        return answers_words(self.answers)

    @property
    def spread(self) -> float:
        """How wide the 90 % interval of its difficulty is."""
        return 2 * SURE * self.b_sd


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions missing on a competence at a level that somebody must hold."""

    competence: Competence
    level: Level
    missing: int


@dataclass(frozen=True, slots=True)
class Capacite:
    """A capacité in the reader's language."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Covered:
    """A competence, how many items bear on each of its capacités, and on none of them in particular."""

    competence: Competence
    counts: tuple[tuple[Capacite, int], ...]
    unsaid: int

    @property
    def bare(self) -> list[Capacite]:
        """The capacités that no item bears on."""
        return [capability for capability, count in self.counts if not count]


@dataclass(frozen=True, eq=False)
class BankView:
    """Everything the page says. `lines` are the items that `profession` may be asked (of all professions where it is empty), by uid."""

    framework: Framework
    profession: str
    edition: str
    simulated: bool
    lines: tuple[Line, ...]
    worth: Worth
    required: NDArray[np.bool_]
    exposure: Exposure
    covered: tuple[Covered, ...]
    tried: int

    @property
    def calibrated(self) -> bool:
        """Say whether the difficulties come from answers."""
        return self.edition != EXPERTS

    def gaps(self) -> list[Gap]:
        """Return where questions are missing among what somebody must hold, most first."""
        missing = np.where(self.required, self.worth.missing(), 0)
        levels = self.framework.scale.levels
        found = [
            Gap(self.framework.competences[row], levels[column], int(missing[row, column])) for row, column in np.argwhere(missing).tolist()
        ]
        return sorted(found, key=lambda gap: -gap.missing)

    def most_asked(self) -> list[Line]:
        """Return the items by exposure, greatest first."""
        return sorted((line for line in self.lines if line.share), key=lambda line: (-line.asked, line.uid))

    def never_asked(self) -> list[Line]:
        """Return the items that no diagnostic held."""
        return [line for line in self.lines if not line.asked]

    def by_review(self, today: date) -> list[Line]:
        """Return the items whose re-reading is due or near, by date."""
        near = [line for line in self.lines if line.document.review_by <= today + SOON]
        return sorted(near, key=lambda line: (line.document.review_by, line.uid))

    def unsure(self) -> list[Line]:
        """Return the items whose difficulty may lie in several levels: its interval is wider than a level; widest first."""
        cuts = np.array(self.framework.cuts)
        narrow = float(np.diff(cuts).min()) if len(cuts) > 1 else 1.0
        return sorted((line for line in self.lines if line.spread > narrow), key=lambda line: (-line.spread, line.uid))

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many items there are by type, level, language and profession (an empty code: for every profession)."""
        documents = [line.document for line in self.lines]
        return {
            "type": Counter(document.type for document in documents),
            "level": Counter(document.difficulty.level for document in documents),
            "language": Counter(language for document in documents for language in document.languages),
            "profession": Counter(profession for document in documents for profession in document.professions or ("",)),
        }


def bank_view(framework: Framework, *, profession: str, now: datetime) -> BankView:
    """Return the bank of `framework`, for one profession or (where it is empty) for all: seven queries, whatever its size."""
    bank = bank_for(framework)
    inside = bank.eligible(profession) if profession else np.ones(len(bank.keys), dtype=bool)
    calibrated = ItemCalibration.objects.filter(edition__name=bank.edition)
    answers = {} if bank.edition == EXPERTS else dict(calibrated.values_list("item", "n"))
    simulated = simulated_here() or (
        bank.edition != EXPERTS and CalibrationEdition.objects.filter(name=bank.edition, simulated=True).exists()
    )
    exposure = exposure_of(framework.code, now=now)
    return BankView(
        framework=framework,
        profession=profession,
        edition=bank.edition,
        simulated=simulated,
        lines=tuple(_line(bank, place, answers, exposure) for place in np.flatnonzero(inside).tolist()),
        worth=worth_of(bank.arrays, framework.cuts, inside=inside),
        required=required_of(framework, [profession] if profession else list(framework.professions)),
        exposure=exposure,
        covered=_covered(framework, [bank.documents[place] for place in np.flatnonzero(inside).tolist()]),
        tried=ItemVersion.objects.filter(framework=framework.code, role=ItemRole.PILOT, current=True, withdrawn="").count(),
    )


def _line(bank: ItemBank, place: int, answers: Mapping[int, int], exposure: Exposure) -> Line:
    uid, arrays = bank.uids[place], bank.arrays
    return Line(
        uid=uid,
        document=bank.documents[place],
        a=float(arrays.a[place]),
        b=float(arrays.b[place]),
        b_sd=float(arrays.b_sd[place]),
        answers=answers.get(bank.keys[place], 0),
        asked=exposure.asked.get(uid, 0),
        share=exposure.share(uid),
    )


def exposure_of(framework: str, *, now: datetime) -> Exposure:
    """Return how often the items of a framework were asked in the diagnostics begun lately, simulated or real (two queries)."""
    since = now - SINCE
    lately = Sitting.objects.filter(kind=SittingKind.DIAGNOSTIC, framework=framework, started_at__gte=since)
    begun = lately.filter(learner__simulated=simulated_here()).order_by()
    # A diagnostic of which nothing is answered yet has not asked anything that tells how the bank is used.
    sittings = begun.filter(responses__answered_at__isnull=False).values("pk").distinct().count()
    held = Response.objects.filter(sitting__in=begun.values("pk"), answered_at__isnull=False).order_by()
    asked = held.values_list("item__uid").annotate(count=Count("pk"))
    return Exposure(since, sittings, dict(asked))


def required_of(framework: Framework, professions: Sequence[str]) -> NDArray[np.bool_]:
    """Return which levels of which competences one of `professions` must hold at some stage, shape (competences, levels)."""
    place = {level.code: number for number, level in enumerate(framework.scale.levels)}
    found = np.zeros((len(framework.codes), len(place)), dtype=bool)
    for code in professions:
        for stage in framework.professions[code].stages:
            for competence, level in framework.required(code, stage).items():
                found[framework.axis[competence], place[level.code]] = True
    return found


def _covered(framework: Framework, documents: Sequence[ItemDocument]) -> tuple[Covered, ...]:
    """Return how many items bear on each capacité of this version; an item counts for its competences alone."""
    said = Counter((code, document.capability) for document in documents for code in document.weights)
    return tuple(
        Covered(
            competence,
            tuple((Capacite(one.code, Text(one.text)), said[competence.code, one.code]) for one in competence.capabilities),
            said[competence.code, None],
        )
        for competence in framework.competences
    )
