"""A project as a table of outlays, monthly costs and revenue states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from growthpoles.errors import InputError

__all__ = ["Project", "read_project"]

SECTIONS = (
    "initial",
    "monthly",
    "revenue",
    "capacity",
    "rent_rate",
    "social_cost",
    "social_benefit",
)
#: Sections that repeat or detail others: totals are checked against the items, details are not added again.
STATED_TOTALS = {"initial_total": "initial", "monthly_total": "monthly", "revenue_total": "revenue"}
NOT_ADDED = ("salary_detail", "result")


@dataclass(frozen=True)
class Project:
    """Outlay today, monthly costs, and the users whose fees pay for them; money in ``currency`` of constant prices."""

    initial: Mapping[str, float]
    monthly: Mapping[str, float]
    users: float
    fee: float
    depreciation: float = 0.0
    work_places: float = float("nan")
    rent_rates: tuple[float, float] | None = None
    rent_item: str | None = None
    social_costs: Mapping[str, float] = field(default_factory=dict)
    social_benefits: Mapping[str, float] = field(default_factory=dict)
    currency: str = "KZT"
    notes: tuple[str, ...] = ()

    @property
    def initial_cost(self) -> float:
        return sum(self.initial.values())

    @property
    def monthly_cost(self) -> float:
        """Monthly cost as an accountant sees it, depreciation included."""
        return sum(self.monthly.values()) + self.depreciation

    @property
    def monthly_cash_cost(self) -> float:
        return sum(self.monthly.values())

    @property
    def revenue(self) -> float:
        return self.users * self.fee

    def with_rent_rate(self, rate: float) -> Project:
        """The project at another rent per square metre."""
        if self.rent_rates is None or self.rent_item is None:
            raise InputError(
                wanted="a table with rows of section rent_rate and a monthly item for the rent",
                given="a table without them",
                remedy="add the low and high rent per square metre",
            )
        scale = rate / self.rent_rates[0]
        return replace(self, monthly={**self.monthly, self.rent_item: self.monthly[self.rent_item] * scale})


def read_project(rows: Iterable[Mapping[str, Any]], *, depreciation_item: str = "Depreciation") -> Project:
    """Project from rows of ``section``, ``item``, ``value``, ``unit``.

    Parameters
    ----------
    rows : iterable of mapping
        Sections ``initial``, ``monthly``, ``revenue`` are needed; ``capacity``, ``rent_rate``, ``social_cost`` and
        ``social_benefit`` (money a month) may follow. Revenue has two rows: users (``users/month``) and a fee
        (unit ends in ``/user/month``). Rows ``*_total`` are checked against their items.
    depreciation_item : str
        Name of the monthly row that is depreciation: it is a cost in the accounts, not a payment.

    Returns
    -------
    Project
        With a note for each stated total that its items do not add up to.

    Raises
    ------
    InputError
        If a section is unknown or missing, a value is negative or money is in more than one currency.
    """
    sections = _sections(rows)
    for needed in ("initial", "monthly", "revenue"):
        if not sections.get(needed):
            raise InputError(
                wanted=f"at least one row with section '{needed}'",
                given=f"sections {', '.join(sorted(sections)) or 'none'}",
                remedy=f"add the {needed} rows, or rename the section column's values",
            )
    monthly = {item: value for item, value, _ in sections["monthly"]}
    users, fee = _users_and_fee(sections["revenue"])
    rates = sorted(value for _, value, unit in sections.get("rent_rate", []) if "/m2" in unit)
    capacity = {item.casefold(): value for item, value, _ in sections.get("capacity", [])}
    return Project(
        initial={item: value for item, value, _ in sections["initial"]},
        monthly={item: value for item, value in monthly.items() if item != depreciation_item},
        users=users,
        fee=fee,
        depreciation=monthly.get(depreciation_item, 0.0),
        work_places=capacity.get("work spaces", float("nan")),
        rent_rates=(rates[0], rates[-1]) if rates else None,
        rent_item=next((item for item in monthly if item.casefold().startswith("rent")), None),
        social_costs={item: value for item, value, _ in sections.get("social_cost", [])},
        social_benefits={item: value for item, value, _ in sections.get("social_benefit", [])},
        currency=_currency(sections),
        notes=tuple(_unequal_totals(sections, users * fee)),
    )


Entry = tuple[str, float, str]


def _sections(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Entry]]:
    sections: dict[str, list[Entry]] = {}
    for number, row in enumerate(rows, start=2):
        section = str(row["section"]).strip()
        if section not in (*SECTIONS, *STATED_TOTALS, *NOT_ADDED):
            raise InputError(
                wanted=f"section one of {', '.join(SECTIONS)}",
                given=f"'{section}' in row {number}",
                remedy="rename the section, or leave the row out",
            )
        value = _amount(row["value"], number)
        sections.setdefault(section, []).append((str(row["item"]).strip(), value, str(row.get("unit", "")).strip()))
    return sections


def _amount(value: Any, row: int) -> float:
    try:
        amount = float(value)
    except (TypeError, ValueError):
        amount = float("nan")
    if not amount >= 0:
        raise InputError(
            wanted="a number that is zero or more",
            given=f"{value!r} in row {row}, column value",
            remedy="write the amount with a decimal point and no unit; costs are not negative here",
        )
    return amount


def _users_and_fee(revenue: list[Entry]) -> tuple[float, float]:
    users = [value for _, value, unit in revenue if unit.startswith("users")]
    fees = [value for _, value, unit in revenue if unit.endswith("/user/month")]
    if len(users) != 1 or len(fees) != 1:
        raise InputError(
            wanted="one revenue row in users/month and one in money/user/month",
            given=f"{len(users)} and {len(fees)}",
            remedy="state how many users pay, and the average fee of one user a month",
        )
    return users[0], fees[0]


def _currency(sections: Mapping[str, list[Entry]]) -> str:
    money = [
        unit.split("/")[0]
        for name in ("initial", "monthly", "social_cost", "social_benefit")
        for _, _, unit in sections.get(name, [])
        if unit
    ]
    if len(set(money)) > 1:
        raise InputError(
            wanted="money in one currency",
            given=", ".join(sorted(set(money))),
            remedy="convert every row to one currency and one year's prices",
        )
    return money[0] if money else ""


def _unequal_totals(sections: Mapping[str, list[Entry]], revenue: float) -> Iterable[str]:
    for total, items in STATED_TOTALS.items():
        added = revenue if items == "revenue" else sum(value for _, value, _ in sections[items])
        for _, stated, _ in sections.get(total, []):
            if abs(stated - added) > 0.5:
                yield f"{total} is stated as {stated:,.0f}, its items add up to {added:,.0f}; the items are used"
