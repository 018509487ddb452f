"""The ledger as JSON lines on the standard output."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from edm.intake.models import Reception


class Command(BaseCommand):
    help = "Write the ledger of all that arrived as JSON lines: channel, key, sha256, state, reason, number…"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Reception.objects.select_related("item", "original__item", "town").order_by("id")
        for row in rows.iterator(chunk_size=1000):
            line = {
                "town": row.town.slug,
                "channel": row.channel,
                "key": row.key,
                "source": row.source,
                "name": row.name,
                "sender": row.sender,
                "sha256": row.sha256,
                "received_at": row.received_at.isoformat(),
                "acknowledged_at": row.acknowledged_at.isoformat() if row.acknowledged_at else None,
                "state": row.state,
                "reason": row.reason,
                "number": row.item.number if row.item else None,
                "duplicate_of": row.original.item.number if row.original and row.original.item else None,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))
