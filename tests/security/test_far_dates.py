"""A course is planned hour by hour up to its deadline: no form takes a deadline out of reach."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sextant.accounts.models import Cohort, Learner, Person
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Constraints
from tests.conftest import logged_in
from tests.pathways.learners import constrained, place_at

FAR = ("9999-12-31", "2200-01-01", "99999-01-01")


@pytest.mark.parametrize("day", FAR)
def test_no_course_is_planned_for_ever(enrolled: Learner, day: str) -> None:
    now = timezone.now()
    place_at(enrolled, theta=0.0, now=now)
    constrained(enrolled, now=now)
    make_plan(learner=enrolled, now=now, improve=False)
    client = logged_in(enrolled.person)  # type: ignore[arg-type]

    answer = client.post(reverse("pathways:constraints"), {"hours": "2", "deadline": day})

    assert answer.status_code == 422
    assert Constraints.objects.get(learner=enrolled).deadline != date(9999, 12, 31)
    assert client.get(reverse("pathways:plan")).status_code == 200


@pytest.mark.parametrize("day", FAR)
def test_no_cohort_lasts_for_ever(cohort: Cohort, elise: Person, day: str) -> None:
    form: dict[str, Any] = {"name": cohort.name, "code": cohort.code, "deadline": day, "framework": "droit-essai@2024"}

    answer = logged_in(elise).post(reverse("insight:cohort_settings", args=[cohort.pk]), form)

    assert 'id="errors"' in answer.content.decode()
    cohort.refresh_from_db()
    assert cohort.deadline == datetime(2027, 6, 12).date()
