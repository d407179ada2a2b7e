"""Keep a narrowed list under a name, show whose there are, and let go of one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.words import is_blank
from compliance.domain.work_filters import Filters, Order
from compliance.store import views
from compliance.store.engine import Session

LONGEST_NAME = 80
# An address without any filter would be somebody's own work.
ALL = {"list": "all"}


@dataclass(frozen=True)
class View:
    """A saved list: whose it is, its name, and the query of its web address with nothing before it."""

    person: str
    name: str
    query: str
    shared: bool


def save_view(
    session: Session,
    moment: Moment,
    name: str,
    filters: Filters,
    *,
    order: Order = Order.ACTION,
    shared: bool = False,
) -> View:
    """Keep a list of whoever acts under a name; one they already have under it is replaced.

    Raises WrongUse for a name that is empty or longer than LONGEST_NAME.
    """
    wanted = " ".join(name.split())
    if is_blank(wanted) or len(wanted) > LONGEST_NAME or "\0" in wanted:
        raise WrongUse(f"name: expected 1 to {LONGEST_NAME} characters")
    by = {} if order is Order.ACTION else {"order": order.value}
    view = View(moment.actor, wanted, urlencode((filters.as_query() or ALL) | by), shared)
    views.put(session, vars(view) | {"recorded_at": moment.now})
    return view


def list_views(session: Session, person: str) -> list[View]:
    """A person's own views, then those others share, each by name."""
    return [View(row.person, row.name, row.query, row.shared) for row in views.seen_by(session, person)]


def delete_view(session: Session, moment: Moment, name: str) -> None:
    """Let go of a view of whoever acts; raises NotFound where they have none of that name."""
    if not views.remove(session, moment.actor, " ".join(name.split())):
        raise NotFound(f"{moment.actor} has no saved list {name!r}")
