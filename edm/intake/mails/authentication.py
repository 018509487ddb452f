"""What the server that received a mail says of its sender: an Authentication-Results header (RFC 8601).

Only "no" is believed: anybody can write such a header, and nobody disowns a mail of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict

MAX_LENGTH = 8 * 1024
# What may hold anything, a semicolon too: a quoted string, a comment with another in it.
ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\([^()]*\))*\)')
RESULT = re.compile(r"\s*(dmarc|spf|dkim)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)


def disowned(value: str) -> bool:
    """Whether the domain of From did not send the mail: DMARC fails or, where it says neither, SPF and each DKIM."""
    found: dict[str, set[str]] = defaultdict(set)
    for statement in ASIDE.sub(" ", value[:MAX_LENGTH]).split(";"):
        if result := RESULT.match(statement):
            found[result[1].lower()].add(result[2].lower())
    if found["dmarc"] & {"pass", "fail"}:
        return "fail" in found["dmarc"]
    return found["spf"] == {"fail"} == found["dkim"]
