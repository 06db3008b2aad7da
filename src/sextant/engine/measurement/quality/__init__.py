"""
Which items are not what their author thought: mis-keyed, with two right answers, too easy to tell anything, unrelated to ability, with dead
propositions, drifting, answered too fast, off their curve.
"""

from .chances import Chance, dead, drift, misfit, too_fast
from .experts import Judged, weighed
from .flags import Flag, ItemAnswers, flags_of
from .stories import BEFORE, DONT_KNOW, NotChoices, Story, Verdict, judge, judge_scores

__all__ = [
    "BEFORE",
    "DONT_KNOW",
    "Chance",
    "Flag",
    "ItemAnswers",
    "Judged",
    "NotChoices",
    "Story",
    "Verdict",
    "dead",
    "drift",
    "flags_of",
    "judge",
    "judge_scores",
    "misfit",
    "too_fast",
    "weighed",
]
