"""Long tables in: any source with a region, an industry and a value becomes a dense, checked :class:`Table`."""

from growthpoles.tables.reading import read_table
from growthpoles.tables.sources import Rows, read_rows
from growthpoles.tables.table import Table

__all__ = ["Rows", "Table", "read_rows", "read_table"]
