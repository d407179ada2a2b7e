"""The shape of `notify.yaml`: the office's templates at GOV.UK Notify."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from compliance.rulebook.fields import Line, NotifyId, Section


class NotifyEmailSection(Section):
    """`notify.yaml`, key `email`."""

    template_id: NotifyId | None = None
    reply_to_id: NotifyId | None = None

    @field_validator("reply_to_id")
    @classmethod
    def _with_template(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _goes_with_template(value, info)


class NotifyTextSection(Section):
    """`notify.yaml`, key `text_message`."""

    template_id: NotifyId | None = None
    sender_id: NotifyId | None = None
    body: Line = "Please contact us for the details."

    @field_validator("sender_id")
    @classmethod
    def _with_template(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _goes_with_template(value, info)


def _goes_with_template(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and info.data.get("template_id", value) is None:
        raise ValueError("this needs a template_id beside it")
    return value


class NotifyFile(Section):
    """`notify.yaml`: the office's templates at GOV.UK Notify."""

    email: NotifyEmailSection = NotifyEmailSection()
    text_message: NotifyTextSection = NotifyTextSection()
