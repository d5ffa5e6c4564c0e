"""The decision pack: everything that led to the decision on a case, as one PDF and as JSON, made on request.

`record.record_of` gathers it as data; the PDF says the same data in words (`paper.pack_pdf`), so neither holds what
the other has not. Rooms above add their part to `parts.rooms_parts`.
"""
