from sextant.accounts.models import Cohort, Enrolment, Learner


def cohort_of(learner: Learner) -> Cohort | None:
    """Return the newest cohort a learner is enrolled in that is not archived."""
    enrolment = (
        Enrolment.objects.filter(learner=learner, cohort__archived_at=None).select_related("cohort__institution").order_by("-joined_at").first()
    )
    return enrolment.cohort if enrolment else None


def framework_choice(learner: Learner | None) -> dict[str, object]:
    """
    Return what decides which framework version applies to `learner`, as arguments of `frameworks.queries.framework_for`.

    The cohort's version prevails; without a cohort, the profession and the entry year decide.
    """
    if learner is None:
        return {}
    cohort = cohort_of(learner)
    if cohort is not None:
        return {"code": cohort.framework, "version": cohort.framework_version}
    return {"profession": learner.profession or None, "entry_year": learner.entry_year}
