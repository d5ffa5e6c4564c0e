"""Letting people act for an organisation: invitations with proof, who acts and acted, who did what for whom.

Words: an *invitation* asks a person by e-mail to act for an organisation on stated terms; accepting it makes a
*mandate* (room ``parties``); the *proof* is the document that gives the right, for instance a power of attorney.
"""
