"""What the room below asks of a course: which resources are in it, and why (see `study.course`)."""

from collections.abc import Mapping
from typing import cast

from django.db.models import DateTimeField, Value
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sextant.accounts.models import Learner
from sextant.catalogue.document import Resource
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.pathways import sentences
from sextant.pathways.choices import StepState
from sextant.pathways.models import Completion, Step
from sextant.study.course import InCourse


class LearnerCourse:
    """See `study.course.Course`."""

    def resources(self, learner: Learner) -> Mapping[str, InCourse]:
        """Return what a learner finished or plans: one query."""
        finished = Completion.objects.filter(learner=learner).values_list("module", "completed_at")
        planned = Step.objects.filter(learner=learner, plan__current=True, state=StepState.PLANNED).order_by()
        never = Value(None, output_field=DateTimeField())
        rows = list(finished.union(planned.values_list("module", never), all=True))
        done = {uid: at for uid, at in rows if at}
        ahead = {uid for uid, at in rows if not at}
        return {uid: InCourse(reverse("pathways:step", args=[uid]), done.get(uid), uid in ahead) for uid in done.keys() | ahead}

    def why(self, learner: Learner, uid: str, framework: Framework) -> tuple[str, ...]:
        """Return the sentences of the step that holds a resource: one query, another where they name other resources."""
        step = Step.objects.filter(learner=learner, plan__current=True, module=uid).only("why").first()
        if step is None:
            return ()
        resources = cast(Mapping[str, tuple[str, Resource]], SimpleLazyObject(lambda: resources_of(framework.code)))
        return tuple(sentences.why(step.why, sentences.Names(framework, resources, {})))


COURSE = LearnerCourse()
