"""Writes of the council, one module a subject."""
