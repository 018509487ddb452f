"""Django's e-mail backend: a row of the queue, in the transaction of the sender."""

from django.core.mail.backends.base import BaseEmailBackend


class QueueBackend(BaseEmailBackend):
    pass
