"""What the other packages may use of replies: the worker's step. All else is private to edm."""

from edm.replies.letters import letters_due

__all__ = ["letters_due"]
