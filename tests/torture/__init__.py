"""Many people file at once while web, worker and database are killed: what was acknowledged must all be there, once.

``python -m tests.torture --help`` runs it at any size; ``make torture`` runs it in full, the tests a short form of it.
"""
