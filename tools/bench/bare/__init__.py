"""What the portal is compared with: Django alone, taking the same requests and writing the same rows, with no rules.

Its settings, tables and pages are the least that does this; nothing of the portal is in it.
"""
