"""Public: how what arrives enters the town hall. All else in this app is private to edm.

`receive` opens a case, `append` completes one; both register an item and answer with its number.
"""

from edm.intake.ledger import verify
from edm.intake.mailbox import mailbox_look
from edm.intake.mailboxes import mailboxes_due
from edm.intake.scans import scans_poll
from edm.intake.services import Receipt, append, receive
from edm.register.registration import Fact, Sender

__all__ = ["Fact", "Receipt", "Sender", "append", "mailbox_look", "mailboxes_due", "receive", "scans_poll", "verify"]
