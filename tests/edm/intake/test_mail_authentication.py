"""What the server that received a mail says of its sender."""

from __future__ import annotations

import pytest

from edm.intake.mails.reading import message_read
from tests.edm.intake.mail_helpers import mail


@pytest.mark.parametrize(
    ("value", "disowned"),
    [
        ("mx.example; dmarc=fail header.from=courriel.example", True),
        ("mx.example 1; spf=pass smtp.mailfrom=a.example; DMARC=Fail (p=none dis=none) header.from=b.example", True),
        # Microsoft names no server and spares the spaces.
        ("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=none;dmarc=fail action=none", True),
        ("mx.example; spf=fail smtp.mailfrom=a.example; dkim=fail header.d=a.example", True),
        ("mx.example; spf/1 = fail; dkim = fail; dkim=fail; dmarc=none", True),
        ("mx.example; spf=fail; dkim=fail; dkim=pass header.d=a.example", False),
        ("mx.example; spf=fail smtp.mailfrom=a.example; dkim=none", False),  # forwarded by hand
        ("mx.example; spf=fail; dkim=fail; dmarc=pass", False),
        ("mx.example; spf=softfail; dkim=fail", False),
        ("mx.example; dmarc=temperror; spf=pass", False),
        ("mx.example; none", False),
        ("mx.example; dmarc=pass (not (at all); dmarc=fail) header.from=a.example", False),
        ('mx.example; spf=pass smtp.mailfrom="x; dmarc=fail \\" (y"@a.example; dmarc=pass', False),
        ('mx.example; spf=pass smtp.mailfrom="(; dmarc=pass"@a.example; dmarc=fail', True),
        ("mx.example; spf=pass (never closed; dmarc=fail", True),
    ],
)
def test_only_a_clear_no_is_believed(value: str, disowned: bool):
    assert message_read(mail(Authentication_Results=value)).disowned is disowned


def test_the_first_header_alone_is_our_servers():
    refused, passed = (f"Authentication-Results: mx.example; dmarc={word}\r\n".encode() for word in ("fail", "pass"))
    assert message_read(refused + passed + mail()).disowned
    assert not message_read(passed + refused + mail()).disowned
    assert not message_read(mail()).disowned
