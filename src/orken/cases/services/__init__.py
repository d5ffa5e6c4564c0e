"""Verbs of the engine beside ``transitions.perform``: opening, drafting, filing, remarks, assignment, publishing."""
