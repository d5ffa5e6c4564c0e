"""Messages to people: what they are told, in their language, and the mail that leaves the house.

Words: a *notice* tells a person about a subject and stays in their list; an *outgoing mail* waits in the database until
the worker has handed it to the mail server. All mail goes this way, sign-in mail too, so none is lost by a failing
server and none is sent for a change that was rolled back. Other rooms call ``services.notify``.
"""
