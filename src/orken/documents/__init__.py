"""Files that people bring and files that the portal makes: private storage, seals, signatures.

Words: a *document* is one stored file with what was checked about it; a *seal* is the operator's signature on a PDF
that the portal issued; a *signature* is a person's, given through a signature provider.
"""
