"""The demonstration's diary, job offer, public notices and consultations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from wagtail.models import Page

from cms.pages.models import (
    AToZPage,
    ConsultationIndexPage,
    ConsultationPage,
    ContactPage,
    EventIndexPage,
    EventPage,
    HomePage,
    JobIndexPage,
    JobPage,
    NoticeIndexPage,
    NoticePage,
)
from portal.demo import site_dated_texts as french

Put = Callable[..., None]
LISTS: tuple[tuple[type[Page], str, str, str], ...] = (
    (EventIndexPage, "agenda", "Agenda", "Les sorties, les réunions, le marché : ce qui vient à Saint-Exemple."),
    (JobIndexPage, "offres-emploi", "Offres d’emploi", "La commune recrute."),
    (NoticeIndexPage, "avis-publics", "Avis publics", "Enquêtes publiques, marchés, urbanisme."),
    (ConsultationIndexPage, "consultations", "Consultations", "La commune vous demande votre avis."),
    (ContactPage, "contact", "Nous contacter", "L’accueil vous répond aux heures d’ouverture."),
    (AToZPage, "a-z", "De A à Z", "Toutes les pages du site, par ordre alphabétique."),
)


def dated_put(home: HomePage, put: Put, stream: Callable[[list[Any]], str]) -> None:
    """`put` makes a page or brings it back to its texts; `stream` writes a body."""
    for model, slug, title, introduction in LISTS:
        put(model, home, slug, title=title, introduction=introduction, search_description=introduction)
    lists: dict[type[Page], Any] = {model: model.objects.child_of(home).get(slug=slug) for model, slug, *_ in LISTS}
    for slug, title, day, opens, closes, repeats, place, price, summary, drawing, text in french.EVENTS:
        put(
            EventPage,
            lists[EventIndexPage],
            slug,
            title=title,
            starts_on=date.fromisoformat(day),
            starts_at=time.fromisoformat(opens),
            ends_at=time.fromisoformat(closes),
            repeats=repeats,
            place=place,
            price=price,
            drawing=drawing,
            body=stream([("text", text)]),
            **_told(summary),
        )
    for slug, title, contract, hours, grade, until, summary, text, apply in french.JOBS:
        put(
            JobPage,
            lists[JobIndexPage],
            slug,
            title=title,
            contract=contract,
            hours=hours,
            grade=grade,
            closes_on=date.fromisoformat(until),
            body=stream([("text", text)]),
            how_to_apply=apply,
            **_told(summary),
        )
    for slug, title, kind, reference, opened, until, summary, text in french.NOTICES:
        dates = {"opens_on": date.fromisoformat(opened), "closes_on": date.fromisoformat(until)}
        facts = {"title": title, "kind": kind, "reference": reference, "body": stream([("text", text)])}
        put(NoticePage, lists[NoticeIndexPage], slug, **facts, **dates, **_told(summary))
    for slug, title, opened, until, summary, text, outcome in french.CONSULTATIONS:
        dates = {"opens_on": date.fromisoformat(opened), "closes_on": date.fromisoformat(until)}
        facts = {"title": title, "outcome": outcome, "body": stream([("text", text)])}
        put(ConsultationPage, lists[ConsultationIndexPage], slug, **facts, **dates, **_told(summary))


def _told(summary: str) -> dict[str, str]:
    return {"summary": summary, "search_description": summary}
