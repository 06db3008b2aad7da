"""What a planning problem may not be."""


class PlanningRefusal(ValueError):
    """The numbers given do not describe a planning problem; the message says which and why."""


class EmptyInterval(PlanningRefusal):
    """Something that takes time ends before it begins, or takes none."""


class UnknownLevel(PlanningRefusal):
    """A level is not one of the cut-points of the scale."""


class UnknownCompetence(PlanningRefusal):
    """A competence is required or to be tested, but the learner's state says nothing of it."""


class UnknownModule(PlanningRefusal):
    """A pin names a module, or a session of it, that the problem does not hold."""


class UnknownPrerequisite(PlanningRefusal):
    """A module requires another one that the problem does not hold."""


class CyclicPrerequisites(PlanningRefusal):
    """Modules require each other in a ring."""


class DuplicateKey(PlanningRefusal):
    """Two modules, or two sessions of a module, share a key."""


class PinnedAndRefused(PlanningRefusal):
    """The learner both keeps and refuses a module."""


class WeeksDoNotCover(PlanningRefusal):
    """The week boundaries are not ascending, or a slot lies outside all weeks."""


class OutOfRange(PlanningRefusal):
    """A number lies outside its range."""
