"""The ways out: each registers itself in its AppConfig.ready()."""

from __future__ import annotations

from typing import Protocol

from edm.register.models import Case, MailItem


class DeliveryChannel(Protocol):
    """One way to hand a departure to a citizen."""

    code: str  # a value of edm.register.models.Channel

    def can_reach(self, case: Case) -> bool:
        """Whether the case tells where to."""

    def deliver(self, *, item: MailItem) -> None:
        """Called inside the transaction that registers the departure: only writes rows."""


_channels: dict[str, DeliveryChannel] = {}


def register_channel(channel: DeliveryChannel) -> None:
    """Make a way out known; a second one of the same code replaces the first."""
    _channels[channel.code] = channel


def channel_get(code: str) -> DeliveryChannel:
    """The channel of this code; KeyError if none was registered."""
    return _channels[code]


def channels() -> dict[str, DeliveryChannel]:
    """Every registered channel, by code, in the order of registration."""
    return dict(_channels)
