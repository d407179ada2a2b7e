"""Tables of the office's own people: who they are, their sessions, their attempts to sign in, keys used once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from compliance.domain.sign_in import AttemptState
from compliance.store.columns import UtcInstant, check, one_of


class Person(SQLModel, table=True):
    """Somebody who works at the office.

    `email` is folded; `roles` are names of `config/roles.yaml` with a space between; `code_step` is the time step of
    the last one-time code that was taken; `oidc_subject` who a provider says this is, with the provider.
    """

    __tablename__ = "person"
    __table_args__ = (check("name <> '' AND email <> ''", "ck_person_has_name_and_email"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    email: str = Field(unique=True)
    roles: str
    active: bool = True
    password_hash: str = ""
    code_secret: str = ""
    code_step: int | None = None
    oidc_subject: str | None = Field(default=None, unique=True)
    added_at: datetime = Field(sa_type=UtcInstant)


class WebSession(SQLModel, table=True):
    """A person who is signed in: the cookie's SHA-256, since when, when last seen, when it ends at the latest."""

    __tablename__ = "web_session"
    __table_args__ = (check("ends_at > created_at AND seen_at >= created_at", "ck_web_session_times"),)
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    csrf_secret: str
    created_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime = Field(sa_type=UtcInstant)
    ends_at: datetime = Field(sa_type=UtcInstant, index=True)


class SignInAttempt(SQLModel, table=True):
    """An attempt to sign in, for the limits: `account` is the SHA-256 of the address that was typed.

    One whose password was right has its `person_id`; `token_hash` is what the second step shows.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        one_of("state", AttemptState, name="ck_sign_in_attempt_state"),
        Index("ix_sign_in_attempt_account", "account", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcInstant, index=True)
    account: str
    address: str
    state: str = AttemptState.BEGUN.value
    token_hash: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")


class UsedKey(SQLModel, table=True):
    """A key that is good for one use, such as that of a form, and what came of it."""

    __tablename__ = "used_key"
    key_hash: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcInstant, index=True)
    result: str = Field(default="", sa_type=Text)
