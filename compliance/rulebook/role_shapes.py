"""The shape of `roles.yaml`: the table of roles with what each may do, and how people sign in."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from compliance.domain.authorities import StaffRole
from compliance.domain.people import OfficeRole, Permission, SignInRules
from compliance.rulebook.fields import Count, Line, Section, StepName, closest, key_fault

MOST_IDLE_MINUTES = 24 * 60
MOST_HOURS = 7 * 24
MOST_FAILURES = 1000


def _permission(name: object) -> Permission:
    try:
        return Permission(str(name))
    except ValueError:
        raise ValueError(f"no permission {str(name)!r}; {closest(str(name), list(Permission))}") from None


PermissionName = Annotated[Permission, BeforeValidator(_permission)]


class RoleSection(Section):
    """`roles.yaml`, one role."""

    label: Line
    tasks_of: StaffRole | None = None
    may: Annotated[tuple[PermissionName, ...], Field(min_length=1)]

    @field_validator("may")
    @classmethod
    def _each_once(cls, permissions: tuple[Permission, ...]) -> tuple[Permission, ...]:
        doubled = sorted({each.value for each in permissions if permissions.count(each) > 1})
        if doubled:
            raise ValueError(f"{doubled[0]} stands there twice")
        return permissions


class ProviderSection(Section):
    """`roles.yaml`, key `sign_in.provider`: which claim of a provider's token gives which roles."""

    claim: Line
    roles: Annotated[dict[Line, tuple[StepName, ...]], Field(min_length=1)]


class SignInSection(Section):
    """`roles.yaml`, key `sign_in`."""

    idle_minutes: Annotated[Count, Field(le=MOST_IDLE_MINUTES)] = 60
    longest_hours: Annotated[Count, Field(le=MOST_HOURS)] = 12
    account_failures: Annotated[Count, Field(le=MOST_FAILURES)] = 5
    address_failures: Annotated[Count, Field(le=MOST_FAILURES)] = 50
    within_minutes: Annotated[Count, Field(le=MOST_IDLE_MINUTES)] = 15
    provider: ProviderSection | None = None

    def rules(self) -> SignInRules:
        """The section as a rule value."""
        return SignInRules(
            timedelta(minutes=self.idle_minutes),
            timedelta(hours=self.longest_hours),
            self.account_failures,
            self.address_failures,
            timedelta(minutes=self.within_minutes),
            self.provider.claim if self.provider else "",
            dict(self.provider.roles) if self.provider else None,
        )


class RolesFile(Section):
    """`roles.yaml`. The roles stand first so that what follows can be checked against them."""

    roles: Annotated[dict[StepName, RoleSection], Field(min_length=1)]
    sign_in: SignInSection = SignInSection()

    @field_validator("roles")
    @classmethod
    def _somebody_lets_people_in(cls, roles: dict[str, RoleSection]) -> dict[str, RoleSection]:
        if not any(Permission.MANAGE_PEOPLE in role.may for role in roles.values()):
            raise ValueError("expected at least one role that may manage_people")
        return roles

    @field_validator("sign_in")
    @classmethod
    def _known_roles(cls, sign_in: SignInSection, info: ValidationInfo) -> SignInSection:
        known = info.data.get("roles")
        for group, names in sign_in.provider.roles.items() if known and sign_in.provider else ():
            for name in names:
                if name not in known:
                    raise key_fault(("provider", "roles", group), f"no role {name!r}; {closest(name, known)}")
        return sign_in

    def by_name(self) -> dict[str, OfficeRole]:
        """The roles as rule values."""
        return {
            name: OfficeRole(name, section.label, section.tasks_of, frozenset(section.may))
            for name, section in self.roles.items()
        }
