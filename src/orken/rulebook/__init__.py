"""What the law and the operator say, by date: parameters, the working-day calendar, rules, code lists.

``parameters``, ``calendars``, ``rules`` and ``lists`` are pure and know no database. What runs is in the database
(``models``), is read through ``queries`` and changed through ``services``; a pack only brings the first contents.
"""
