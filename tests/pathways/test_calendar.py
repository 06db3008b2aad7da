"""Local hours on the axis of the planner, across changes of clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sextant.pathways.calendar import concrete_slots, end_of_day, local_minute, moment_of, week_boundaries

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
SUNDAY = 7


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def moments(slots: object) -> list[tuple[datetime, int]]:
    return [(moment_of(slot.start), slot.minutes) for slot in slots]  # type: ignore[attr-defined]


def test_slot_keeps_its_local_hour_across_25_october() -> None:
    slots = concrete_slots([[6, 18 * 60, 60], [1, 18 * 60, 60]], start=utc(2026, 10, 24, 6), until=date(2026, 10, 26), zone=PARIS)

    assert moments(slots) == [(utc(2026, 10, 24, 16), 60), (utc(2026, 10, 26, 17), 60)]


def test_slot_keeps_its_local_hour_across_28_march() -> None:
    slots = concrete_slots([[6, 18 * 60, 60], [1, 18 * 60, 60]], start=utc(2027, 3, 27, 6), until=date(2027, 3, 29), zone=PARIS)

    assert moments(slots) == [(utc(2027, 3, 27, 17), 60), (utc(2027, 3, 29, 16), 60)]


def test_hour_that_comes_twice_makes_no_slot_longer() -> None:
    # From 02:00 to 03:00 on 25 October, two hours go by; an hour was declared.
    slots = concrete_slots([[SUNDAY, 2 * 60, 60]], start=utc(2026, 10, 24, 6), until=date(2026, 10, 25), zone=PARIS)

    assert moments(slots) == [(utc(2026, 10, 25, 0), 60)]


def test_hour_that_is_skipped_is_dropped() -> None:
    whole, across = [SUNDAY, 2 * 60, 60], [SUNDAY, 60, 180]

    assert concrete_slots([whole], start=utc(2027, 3, 27, 6), until=date(2027, 3, 28), zone=PARIS) == ()
    # From 01:00 to 04:00 only two hours go by that night.
    assert moments(concrete_slots([across], start=utc(2027, 3, 27, 6), until=date(2027, 3, 28), zone=PARIS)) == [(utc(2027, 3, 28, 0), 120)]


def test_la_reunion_knows_no_summer_time() -> None:
    slots = concrete_slots([[SUNDAY, 9 * 60, 60]], start=utc(2026, 10, 20), until=date(2026, 11, 1), zone=REUNION)

    assert moments(slots) == [(utc(2026, 10, 25, 5), 60), (utc(2026, 11, 1, 5), 60)]


def test_deadline_is_inclusive_in_the_learners_zone() -> None:
    assert moment_of(end_of_day(date(2026, 10, 25), PARIS)) == utc(2026, 10, 25, 23)
    assert moment_of(end_of_day(date(2026, 10, 24), PARIS)) == utc(2026, 10, 24, 22)
    assert moment_of(end_of_day(date(2026, 10, 25), REUNION)) == utc(2026, 10, 25, 20)


def test_week_of_the_change_is_an_hour_longer() -> None:
    weeks = week_boundaries(start=utc(2026, 10, 21, 12), until=date(2026, 10, 30), zone=PARIS)

    assert [moment_of(week) for week in weeks] == [utc(2026, 10, 18, 22), utc(2026, 10, 25, 23), utc(2026, 11, 1, 23)]
    assert weeks[1] - weeks[0] == 7 * 1440 + 60


def test_weeks_cover_a_slot_that_ends_on_the_last_sunday() -> None:
    until = date(2026, 11, 29)
    slots = concrete_slots([[SUNDAY, 23 * 60, 120]], start=utc(2026, 11, 23), until=until, zone=PARIS)

    weeks = week_boundaries(start=utc(2026, 11, 23), until=until, zone=PARIS)

    # It is cut at the end of the last day: nothing is planned past it.
    assert moments(slots) == [(utc(2026, 11, 29, 22), 60)]
    assert slots[-1].end <= weeks[-1]


def test_slot_after_midnight_belongs_to_the_evening_before() -> None:
    slots = concrete_slots([[1, 23 * 60, 120]], start=utc(2026, 11, 23, 23, 10), until=date(2026, 11, 24), zone=PARIS)

    # It is 00:10 on Tuesday in Paris: half of Monday's slot is left, less the quarter of an hour to get ready.
    assert moments(slots) == [(utc(2026, 11, 23, 23, 15), 45)]


def test_nothing_is_planned_in_the_minute_one_looks() -> None:
    slots = concrete_slots([[1, 10 * 60, 120]], start=utc(2026, 11, 23, 9, 7), until=date(2026, 11, 23), zone=PARIS)

    assert moments(slots) == [(utc(2026, 11, 23, 9, 15), 105)]


def test_midnight_is_the_next_days() -> None:
    assert local_minute(date(2026, 11, 23), 1440, PARIS) == local_minute(date(2026, 11, 24), 0, PARIS)
