"""What the other packages may use of delivery; all else is private to it.

A channel registers itself in its AppConfig.ready(). A mail is queued in the transaction of what it announces, and
leaves by the worker's `send_due()`.
"""

from edm.delivery.channels import subject_answering
from edm.delivery.registry import DeliveryChannel, channel_get, channels, register_channel
from edm.delivery.sender import mail_waits, send_due
from edm.delivery.services import mail_bounced, mail_queue
from edm.delivery.verification import verify

__all__ = [
    "DeliveryChannel",
    "channel_get",
    "channels",
    "mail_bounced",
    "mail_queue",
    "mail_waits",
    "register_channel",
    "send_due",
    "subject_answering",
    "verify",
]
