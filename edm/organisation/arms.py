"""The town's arms, for documents that are printed: nothing is fetched while they are made."""

from __future__ import annotations

import base64

from edm.organisation.models import Town


def arms_data(town: Town) -> str:
    """The arms as a data URI; "" when there are none or the picture can't be read."""
    if town.arms is None:
        return ""
    try:
        picture = town.arms.get_rendition("max-400x400|format-png")
        with picture.file.open("rb") as file:
            return "data:image/png;base64," + base64.b64encode(file.read()).decode()
    except OSError:
        return ""
