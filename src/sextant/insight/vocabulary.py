"""The words a roster may use, from the framework of its cohort."""

from sextant.accounts.rosters.vocabulary import Named, Vocabulary
from sextant.frameworks.document import Framework


def vocabulary_of(framework: Framework) -> Vocabulary:
    """Return the professions, diplomas and stages of `framework` with their names in every language."""
    return Vocabulary(
        professions=tuple(Named(one.code, tuple(one.title.values())) for one in framework.people.professions),
        stages=tuple(Named(one.code, tuple(one.title.values())) for one in framework.people.stages),
        stages_of={one.code: one.stages for one in framework.people.professions},
        diplomas_of={
            one.code: tuple(Named(two.code, tuple(two.title.values())) for two in one.diplomas) for one in framework.people.professions
        },
    )
