"""The address of a list: which filters and order it asks for, and where a list is (R6)."""

from __future__ import annotations

from compliance.domain.errors import WrongUse
from compliance.domain.work_filters import Filters, Order, from_query
from compliance.usecases.own_work import OwnWork

START = "/my-work"


def asked(query: dict[str, str], own: OwnWork) -> tuple[Filters, Order]:
    """What an address asks for; without any filter it is the person's own work. Raises WrongUse."""
    try:
        order = Order(query.get("order", Order.ACTION.value))
    except ValueError as error:
        raise WrongUse("order: expected action or due") from error
    names = {name for name, value in query.items() if value} - {"page", "order"}
    return (from_query(query), order) if names else (own.first, order)


def address(filters: Filters, order: Order, own: OwnWork) -> dict[str, str]:
    """The query of a list's address; the person's own work has none, and a list of all says so."""
    by = {} if order is Order.ACTION else {"order": order.value}
    if filters == own.first:
        return by
    return (filters.as_query() or {"list": "all"}) | by
