"""Who could read which case: a proposal that an officer looks through, with why where nobody could be found.

It always keeps:

* a reader is never barred from the case, has not left it, is not away, and reads it once at most;
* a reader has a field of the case and reads a language that it is written in;
* nobody gets more cases than they take at once; those whom a case has already stay, and count.

Among all proposals that keep these it is the best, one wish after another: as many reads as possible; the fewest
fields that the readers of the cases lack; the fewest languages; the evenest load. The same cases and readers, in any
order, give the same proposal. See docs/decisions/0030-readers-are-proposed-by-a-flow.md.

Only ``wording`` knows Django.
"""
