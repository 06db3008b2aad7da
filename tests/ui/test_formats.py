from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

DAY = date(2027, 4, 11)


@pytest.mark.parametrize(("language", "long", "short"), [("fr", "11 avril 2027", "11/04/2027"), ("en", "11 April 2027", "11/04/2027")])
def test_a_day_is_written_before_its_month(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert date_format(DAY, "DATE_FORMAT") == long
        assert date_format(DAY, "SHORT_DATE_FORMAT") == short


def test_hours_are_counted_to_twenty_four_in_english() -> None:
    with translation.override("en"):
        assert date_format(datetime(2027, 4, 11, 17, 40), "DATETIME_FORMAT") == "11 April 2027, 17:40"
