"""High-tech districts, zones and technoparks, judged by what is there and never by their names."""

from growthpoles.districts.logic import Condition, Verdict
from growthpoles.districts.tables import districts
from growthpoles.districts.types import DistrictType, Finding, district_types, tell_district

__all__ = ["Condition", "DistrictType", "Finding", "Verdict", "district_types", "districts", "tell_district"]
