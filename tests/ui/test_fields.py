"""Fields: what belongs together is announced together, with and without errors."""

import html5lib
import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from sextant.ui.components.fields import ui_errors, ui_field, ui_fields
from sextant.ui.components.weeks import ui_week_grid
from sextant.ui.gallery import DAYS, PARTS, SampleForm, WeekForm


def tree(markup: str):
    return html5lib.parseFragment(markup, namespaceHTMLElements=False)


@pytest.fixture
def wrong() -> SampleForm:
    form = SampleForm({"email": "amina", "level": "9"})
    form.is_valid()
    return form


def test_field_ties_label_hint_and_error_to_the_control(wrong: SampleForm) -> None:
    found = tree(ui_field(wrong["name"]))
    control = found.find(".//input")

    assert found.find(".//label").get("for") == control.get("id")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby").split() == ["id_name_hint", "id_name_error"]
    assert {node.get("id") for node in found.iter()} >= {"id_name_hint", "id_name_error"}


def test_field_without_fault_says_nothing_of_one() -> None:
    markup = ui_field(SampleForm()["email"])

    assert "aria-invalid" not in markup
    assert "error" not in markup


def test_only_optional_fields_are_marked() -> None:
    with override("en"):
        assert "optional" in ui_field(SampleForm()["hours"])
        assert "optional" not in ui_field(SampleForm()["email"])


@pytest.mark.parametrize("name", ["level", "sites"])
def test_group_is_a_fieldset_with_a_legend(name: str) -> None:
    found = tree(ui_field(SampleForm()[name]))

    assert found.find("fieldset/legend") is not None
    assert len(found.findall(".//label/input")) == 3


def test_choice_carries_its_own_hint() -> None:
    assert "I do it with help." in ui_field(SampleForm()["level"])


def test_group_keeps_what_was_chosen() -> None:
    found = tree(ui_field(SampleForm({"sites": ["nim"]})["sites"]))

    assert [one.get("value") for one in found.iter("input") if one.get("checked") is not None] == ["nim"]


def test_summary_links_to_controls_that_exist(wrong: SampleForm) -> None:
    ids = {node.get("id") for node in tree(ui_fields(wrong)).iter()}
    links = [node.get("href") for node in tree(ui_errors(wrong)).iter("a")]

    assert len(links) == len(wrong.errors)
    assert {link.removeprefix("#") for link in links} <= ids


def test_summary_escapes_what_was_typed() -> None:
    class Echo(forms.Form):
        word = forms.CharField()

        def clean_word(self) -> str:
            raise forms.ValidationError(self.cleaned_data["word"])

    form = Echo({"word": "<script>"})

    assert "<script>" not in ui_errors(form) + ui_fields(form)


def test_summary_of_a_right_form_is_nothing() -> None:
    assert ui_errors(WeekForm({"slots": ["1-am"]})) == ""
    assert ui_errors(WeekForm()) == ""


def test_form_carries_the_token_only_when_it_posts() -> None:
    post = Template("{% ui_form %}{% endui_form %}").render(Context({"csrf_token": "TOKEN"}))
    get = Template('{% ui_form method="get" %}{% endui_form %}').render(Context({"csrf_token": "TOKEN"}))

    assert 'value="TOKEN"' in post
    assert "TOKEN" not in get


def test_form_shows_hidden_fields_and_takes_files() -> None:
    class Upload(forms.Form):
        file = forms.FileField()
        step = forms.CharField(widget=forms.HiddenInput, initial="3")

    markup = Template("{% ui_form form=form %}{% ui_fields form %}{% endui_form %}").render(Context({"form": Upload()}))

    assert 'enctype="multipart/form-data"' in markup
    assert markup.count('name="step"') == 1


def test_week_grid_posts_the_values_of_the_field() -> None:
    form = WeekForm({"slots": ["1-eve", "6-am"]})
    found = tree(ui_week_grid(form["slots"], DAYS, PARTS))
    boxes = list(found.iter("input"))

    assert {box.get("value") for box in boxes} == {value for value, _label in WeekForm.base_fields["slots"].choices}
    assert {box.get("name") for box in boxes} == {"slots"}
    assert {box.get("value") for box in boxes if box.get("checked") is not None} == {"1-eve", "6-am"}


def test_every_box_of_the_week_has_a_name_of_its_own() -> None:
    names = ["".join(label.itertext()) for label in tree(ui_week_grid(WeekForm()["slots"], DAYS, PARTS)).iter("label")]

    assert len(set(names)) == len(DAYS) * len(PARTS)
    assert "Monday, Evening" in names
