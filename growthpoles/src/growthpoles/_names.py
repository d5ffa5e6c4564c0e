"""Public names and the modules that define them; one entry per line, in alphabetical order."""

PUBLIC_NAMES: dict[str, str] = {
    "InputError": "growthpoles.errors",
    "kd": "growthpoles.space.duranton_overman",
    "location_quotient": "growthpoles.specialisation",
    "m": "growthpoles.space.marcon_puech",
    "read_table": "growthpoles.tables",
    "Result": "growthpoles.results",
    "Table": "growthpoles.tables",
}
