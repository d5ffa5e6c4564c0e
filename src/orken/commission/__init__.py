"""Commission: bodies that decide cases in sessions.

Words: a *body* has *members* with a term, a chair, a deputy and a secretary; a *session* has an *agenda* of *items*,
one for each case; members declare, are recused, and vote on each item; *quorum* is counted per item after recusals; the
*minutes* are the record of the session in three languages.
"""
