"""The record of what was done, by whom and when; entries are added and never changed.

Words: an *entry* says that an *actor* did an *action* to a *subject* (``case:7F3K…``). The database itself refuses to
change, delete or truncate entries. Other rooms call ``services.record`` inside their own transaction and read through
``queries``.
"""
