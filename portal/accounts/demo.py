"""Demonstration accounts have a known password: they open on the machine that serves them, nowhere else."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port

FORWARDING_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def is_loopback(host: str) -> bool:
    """True for localhost, a name under it, 127.0.0.0/8 and ::1."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuses_demo(request: HttpRequest | None) -> bool:
    """True when a demonstration account must stay shut: the request comes, or may come, from elsewhere.

    The server's own address counts too: bound to 0.0.0.0, it can be reached by others.
    """
    if request is None:
        return True
    if any(name in request.META for name in FORWARDING_HEADERS):
        return True
    asked = split_domain_port(request.get_host())[0]
    here = (asked, request.META.get("SERVER_NAME", ""), request.META.get("REMOTE_ADDR", ""))
    return not all(is_loopback(name) for name in here)
