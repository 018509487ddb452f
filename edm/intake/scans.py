"""The drop folder of scanned paper."""


def scans_poll() -> int:
    return 0
