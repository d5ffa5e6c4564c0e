"""Verbs of this room; each writes all of its parts, journal and messages too, or nothing."""

from orken.mandates.services.answering import accept, decline
from orken.mandates.services.inviting import Addressee, invite, send_again, withdraw

__all__ = ["Addressee", "accept", "decline", "invite", "send_again", "withdraw"]
