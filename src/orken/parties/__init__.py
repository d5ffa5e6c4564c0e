"""People, the organisations that they act for, and how they sign in.

Words: a *person* (``User``) signs in by e-mail; an *organisation* is the applicant, resident and grantee of every
domain, recorded once; a *mandate* says that a person may act for an organisation during a period; a *staff role* says
what a person does for the operator. Other rooms use ``models``, ``queries``, ``permissions``, ``facts`` and
``services``.
"""
