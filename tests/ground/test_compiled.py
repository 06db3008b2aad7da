"""Queries written once give the rows an ordinary query gives, whoever asks and however often."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, UUIDField, Value

from sextant.accounts.models import Cohort, Enrolment, Learner
from sextant.ground.compiled import Compiled, CompiledObjects, Given

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def since(moment: object, stage: object) -> Q:
    return Q(created_at__gte=moment, stage=stage)


@pytest.fixture
def learners() -> list[Learner]:
    """Three learners, a day apart, of two stages."""
    return [Learner.objects.create(created_at=NOW + day * timedelta(days=1), stage=stage) for day, stage in enumerate(("a", "b", "a"))]


def test_rows_are_those_of_an_ordinary_query(learners: list[Learner]) -> None:
    query = Compiled(
        lambda: (
            Learner.objects.filter(since(Given("since", DateTimeField()), Given("stage", CharField())))
            .order_by("created_at")
            .values_list("pk", "created_at", "stage", "simulated", Value(None, output_field=UUIDField()))
        )
    )

    for moment in (NOW, NOW + timedelta(hours=1)):
        for stage in ("a", "b", "' OR 1=1 --"):
            ordinary = Learner.objects.filter(since(moment, stage)).order_by("created_at")
            wanted = [(one.pk, one.created_at, one.stage, one.simulated, None) for one in ordinary]
            assert query.rows(since=moment, stage=stage) == wanted


def test_nothing_that_was_read_is_kept(learners: list[Learner]) -> None:
    query = Compiled(lambda: Learner.objects.filter(pk=Given("learner", UUIDField())).values_list("stage"))

    before = query.rows(learner=learners[0].pk)
    Learner.objects.filter(pk=learners[0].pk).update(stage="c")
    after = query.rows(learner=learners[0].pk)

    assert (before, after) == ([("a",)], [("c",)])
    assert query.rows(learner=learners[1].pk) == [("b",)]


def test_it_is_written_once_and_asked_in_one_query(learners: list[Learner], django_assert_num_queries) -> None:
    written = []

    def build():
        written.append(1)
        return Learner.objects.filter(pk=Given("learner", UUIDField())).values_list("pk")

    query = Compiled(build)

    for learner in learners:
        with django_assert_num_queries(1):
            assert query.rows(learner=learner.pk) == [(learner.pk,)]
    assert len(written) == 1


def test_values_reach_into_subqueries_and_unions(learners: list[Learner]) -> None:
    later = Learner.objects.filter(stage=OuterRef("stage"), created_at__gt=Given("since", DateTimeField()))
    query = Compiled(
        lambda: (
            Learner.objects.filter(Exists(later))
            .order_by()
            .values_list("pk", F("created_at"))
            .union(Learner.objects.filter(stage=Given("stage", CharField())).order_by().values_list("pk", F("created_at")), all=True)
        )
    )

    found = query.rows(since=NOW + timedelta(hours=1), stage="b")

    assert sorted(found) == sorted((one.pk, one.created_at) for one in (learners[0], learners[2], learners[1], learners[1]))


def test_a_value_that_equals_nothing_is_refused(learners: list[Learner]) -> None:
    query = Compiled(lambda: Learner.objects.filter(stage=Given("stage", CharField())).values_list("pk"))

    with pytest.raises(ValueError, match="NULL"):
        query.rows(stage=None)
    with pytest.raises(KeyError):
        query.rows()


def test_objects_are_those_of_an_ordinary_query_and_each_time_new(learners: list[Learner]) -> None:
    query = CompiledObjects(Learner, lambda: Learner.objects.filter(stage=Given("stage", CharField())).order_by("created_at"))

    first, second = query.rows(stage="a"), query.rows(stage="a")
    first[0].stage = "changed"
    first[0].save()

    assert [one.pk for one in second] == [learners[0].pk, learners[2].pk]
    assert [vars(one)["created_at"] for one in second] == [learners[0].created_at, learners[2].created_at]
    assert second[0].stage == "a"
    assert [one.pk for one in query.rows(stage="a")] == [learners[2].pk]


def test_a_field_left_out_is_read_when_it_is_asked_for(learners: list[Learner], django_assert_num_queries) -> None:
    query = CompiledObjects(Learner, lambda: Learner.objects.filter(stage=Given("stage", CharField())), without=["status"])

    (found,) = query.rows(stage="b")

    assert found.get_deferred_fields() == {"status"}
    with django_assert_num_queries(1):
        assert found.status == learners[1].status


def test_what_is_joined_comes_with_each_object(small_pack, cohort: Cohort, enrolled: Learner, django_assert_num_queries) -> None:
    query = CompiledObjects(
        Enrolment,
        lambda: Enrolment.objects.filter(learner=Given("learner", UUIDField())),
        joined=["cohort", "cohort__institution"],
        without=["cohort__institution__zone", "student_number"],
    )

    with django_assert_num_queries(1):
        (found,) = query.rows(learner=enrolled.pk)
        assert (found.cohort.name, found.cohort.institution.name) == (cohort.name, cohort.institution.name)
    assert found.get_deferred_fields() == {"student_number"}
    assert not found.cohort.get_deferred_fields()
    assert found.cohort.institution.get_deferred_fields() == {"zone"}
    assert found.cohort.institution.zone == cohort.institution.zone
