"""The evaluator alone: no database."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.fieldtypes import read_date, shown
from portal.procedures.forms import StepForm


def form_of(type_, value, **settings):
    spec = {"id": "x", "type": type_, "label": "Question", "required": True, "help": "", **settings}
    values = value if isinstance(value, list) else [value]
    return StepForm({"id": "s", "title": "", "intro": "", "fields": [spec]}, MultiValueDict({"q-x": values}))


@pytest.mark.parametrize("typed", ["14/12/2026", "14.12.2026", "14-12-2026", "14 12 2026", "14122026", "2026-12-14"])
def test_a_date_is_read_in_every_usual_form(typed):
    form = form_of("date", typed)
    assert form.is_valid()
    assert form.answers == {"x": "2026-12-14"}


@pytest.mark.parametrize("typed", ["31/02/2026", "demain", "2026", "1/1/26", "99999999", "2026-13-01", "01/01/0001"])
def test_what_is_no_date_is_said_so_and_stays(typed):
    form = form_of("date", typed)
    assert not form.is_valid()
    assert typed in form.errors["q-x"][0]
    assert form["q-x"].value() == typed


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_written_in_french_is_read(day):
    assert read_date(f"{day:%d}/{day:%m}/{day.year:04d}") == day


def test_a_date_of_the_past_or_of_the_future():
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert not form_of("date", tomorrow, period="past").is_valid()
    assert form_of("date", tomorrow, period="future").is_valid()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "06 12 34 56 78"),
        ("+33 6.12.34.56.78", "06 12 34 56 78"),
        ("+44 20 7946 0018", "+44 20 7946 0018"),
    ],
)
def test_a_phone_number_is_kept_as_it_is_read(typed, kept):
    form = form_of("phone", typed)
    assert form.is_valid(), form.errors
    assert form.answers == {"x": kept}


def test_a_phone_number_too_long_to_be_kept_is_refused():
    assert form_of("phone", "06 12 34 56 78 ext 1234567").is_valid()
    assert not form_of("phone", "06 12 34 56 78 ext 12345678901234567").is_valid()


def test_what_nobody_sees_is_not_an_answer():
    form = form_of("long_text", "Un\x00 trou\x07\r\n\tprofond \N{PILE OF POO}")
    assert form.is_valid(), form.errors
    assert form.answers == {"x": "Un trou\r\n\tprofond \N{PILE OF POO}"}
    for nothing in ("\x00", " \t\n", "\N{ZERO WIDTH SPACE}", "\N{RIGHT-TO-LEFT OVERRIDE} \N{NO-BREAK SPACE}"):
        assert not form_of("text", nothing).is_valid()


def test_choices_come_from_the_list_alone():
    assert form_of("choice", "Vert", options=["Rouge", "Vert"]).is_valid()
    assert not form_of("choice", "Bleu", options=["Rouge", "Vert"]).is_valid()
    several = form_of("choices", ["Lundi", "Mardi"], options=["Lundi", "Mardi", "Jeudi"])
    assert several.is_valid()
    assert several.answers == {"x": ["Lundi", "Mardi"]}


def test_an_optional_question_left_empty_is_absent():
    form = form_of("text", "  ", required=False)
    assert form.is_valid()
    assert form.answers == {}


@pytest.mark.parametrize(
    "type_", ["text", "long_text", "email", "phone", "date", "choice", "choices", "yes_no", "address"]
)
def test_every_required_question_asks_for_its_answer(type_):
    assert not form_of(type_, "", options=["A", "B"]).is_valid()


def test_answers_in_words():
    assert shown({"type": "date"}, "2026-12-14") == "14 décembre 2026"
    assert shown({"type": "yes_no"}, "no") == "Non"
    assert shown({"type": "choices"}, ["a", "b"]) == "a\nb"
    assert shown({"type": "text"}, None) == ""
