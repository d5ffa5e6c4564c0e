"""Measures on long tables: a :class:`~growthpoles.tables.Table` or plants in, a tidy ``Result`` with provenance out."""
