"""A form that came without its proof: say so calmly, and how to lose nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of Django's own page. What was typed is still in the browser: going back shows it."""
    return render(request, "requests/csrf.html", status=403)
