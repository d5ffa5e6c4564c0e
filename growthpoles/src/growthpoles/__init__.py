"""Regional science from the table to the firm.

Pure functions on arrays (``location_quotient(table)``), the same measures on long tables
(``location_quotients(source) -> Result``) and the command line ``growthpoles``.
Public names are loaded on first use, so that importing the package stays cheap.
"""

from importlib import import_module

from growthpoles._names import PUBLIC_NAMES

__version__ = "0.1.0"
__all__ = [*PUBLIC_NAMES, "__version__"]  # noqa: PLE0604 -- keys of a table of names, all of them strings


def __getattr__(name: str) -> object:
    if name not in PUBLIC_NAMES:
        message = f"module 'growthpoles' has no name {name!r}; dir(growthpoles) lists the public names"
        raise AttributeError(message)
    return getattr(import_module(PUBLIC_NAMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
