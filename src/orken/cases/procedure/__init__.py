"""Procedures as data: what may be asked for, what must be answered, which stages follow. No Django here."""
