"""Somebody who does the same thing over and over while a town is tried."""

from __future__ import annotations

import random
import threading
import time


class Actor(threading.Thread):
    """Acts, pauses and acts again until told to stop; what goes wrong ends it, and is told by the test.

    A subclass is a dataclass with at least `seed` and `stop`, compared by identity: a thread is hashed by itself.
    """

    seed: str
    stop: threading.Event
    pauses: tuple[float, float]  # seconds, from and to

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.random = random.Random(self.seed)
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.act()
                time.sleep(self.random.uniform(*self.pauses))
        except Exception as error:  # noqa: BLE001, told by the test
            self.faults.append(f"{type(error).__name__}: {error}")

    def act(self) -> None:
        raise NotImplementedError
