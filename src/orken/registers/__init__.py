"""Public registers with history, and the certificates that prove an entry.

Words: a *register* is a public list with its own columns; an *entry* is one organisation's place in it; a *version* of
an entry says what holds from a day on and is never changed; a *certificate* is the sealed paper about an entry, whose
state is always read from the register.
"""
