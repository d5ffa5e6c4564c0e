"""Public names and the modules that define them; one entry per line, in alphabetical order."""

PUBLIC_NAMES: dict[str, str] = {
    "InputError": "growthpoles.errors",
    "Result": "growthpoles.results",
    "Table": "growthpoles.tables",
    "location_quotient": "growthpoles.specialisation",
    "read_table": "growthpoles.tables",
}
