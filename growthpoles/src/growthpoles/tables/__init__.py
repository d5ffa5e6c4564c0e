"""Long tables in: any source with a region, an industry and a value becomes a dense, checked :class:`Table`."""

from growthpoles.tables.plants import Plants, read_plants
from growthpoles.tables.reading import read_table, table_from_matrix
from growthpoles.tables.sources import Rows, read_rows
from growthpoles.tables.table import Table

__all__ = ["Plants", "Rows", "Table", "read_plants", "read_rows", "read_table", "table_from_matrix"]
