"""Where the adding up runs: compiled kernels over Arrow and Parquet, or DuckDB and Spark through Ibis.

Every way ends in the same dense cells, and every measure is computed from the cells in one place: the same results
everywhere, bit for bit where the input is whole numbers.
"""
