"""Thematic analysis of interviews: codes, their agreement, saturation, and quotations without names."""

from growthpoles.themes.agreement import Kappa, cohen_kappa, krippendorff_alpha, krippendorff_interval
from growthpoles.themes.codebook import (
    CodeEntry,
    Coding,
    anonymised,
    co_occurrence,
    coded_by_book,
    frequencies,
    incidence_of,
    pseudonyms,
)
from growthpoles.themes.saturation import Saturation, expected_codes, new_codes, saturation, unseen_codes
from growthpoles.themes.tables import themes

__all__ = [
    "CodeEntry",
    "Coding",
    "Kappa",
    "Saturation",
    "anonymised",
    "co_occurrence",
    "coded_by_book",
    "cohen_kappa",
    "expected_codes",
    "frequencies",
    "incidence_of",
    "krippendorff_alpha",
    "krippendorff_interval",
    "new_codes",
    "pseudonyms",
    "saturation",
    "themes",
    "unseen_codes",
]
