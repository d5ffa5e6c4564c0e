"""Hard and soft local factors in the sense of the source, and the hypothesis on what they do."""

from growthpoles.factors.coding import FACTORS, HARD, SOFT, factor_index, sort_factors
from growthpoles.factors.coefficient import CoefficientTest, coefficient_test
from growthpoles.factors.hypothesis import FactorTest, factor_effects, factor_importance
from growthpoles.factors.tables import factors

__all__ = [
    "FACTORS",
    "HARD",
    "SOFT",
    "CoefficientTest",
    "FactorTest",
    "coefficient_test",
    "factor_effects",
    "factor_importance",
    "factor_index",
    "factors",
    "sort_factors",
]
