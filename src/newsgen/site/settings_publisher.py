"""``publisher``, ``share``, ``policy`` and ``security`` in site.yml."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ..base.problems import N_
from .schema import Form, Line, Text, fault
from .settings_types import site_file, web_address

Network = Literal["whatsapp", "telegram", "x", "facebook", "email"]

NETWORKS: tuple[Network, ...] = ("whatsapp", "telegram", "x", "facebook", "email")


class Publisher(Form):
    """The publisher, for structured data and previews in social networks. Without ``name``, the site's title is the name."""

    name: Line = ""
    logo: Annotated[Line, AfterValidator(site_file)] = ""
    email: Line = ""
    same_as: tuple[Annotated[Text, AfterValidator(web_address)], ...] = ()
    x: Line = ""


def _csp_source(value: str) -> str:
    if not re.fullmatch(
        r"'[a-z0-9-]+'|[a-z][a-z0-9+.-]*:|(https://|wss://)?[A-Za-z0-9*.-]+(:\d+)?(/[^\s;,'\"]*)?", value
    ):
        raise fault(
            "bad-source", N_("“{value}” is not a source of the content security policy."),
            N_("Write a host like https://stats.example.org."),
        )  # fmt: skip
    return value


class Policy(Form):
    """Sources that the content security policy allows besides the site itself: for analytics, video and the like."""

    script: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    style: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    image: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    connect: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    frame: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    media: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()


def _security_contact(value: str) -> str:
    if not re.fullmatch(r"(https://|mailto:|tel:)[^\s<>\"'\\]+", value):
        raise fault(
            "bad-contact",
            N_("“{value}” is not a contact address."),
            N_("Begin it with mailto:, https:// or tel:."),
        )
    return value


def _secure_or_nothing(value: str) -> str:
    if value and not value.startswith("https://"):
        raise fault("bad-link", N_("“{value}” is not a safe address."), N_("Begin it with https://."))
    return web_address(value) if value else value


def _expiry(value: str) -> str:
    sound = bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})", value))
    try:
        datetime.fromisoformat(value)
    except ValueError:
        sound = False
    if not sound:
        raise fault(
            "bad-expiry",
            N_("“{value}” is not a date and time in the format of RFC 9116."),
            N_("Write it like 2027-06-30T00:00:00Z."),
        )
    return value


class SecurityTxt(Form):
    """security.txt (RFC 9116): where to report a vulnerability, and when this information expires."""

    contact: Annotated[tuple[Annotated[Text, AfterValidator(_security_contact)], ...], Field(min_length=1)]
    expires: Annotated[Text, AfterValidator(_expiry)]
    policy: Annotated[Line, AfterValidator(_secure_or_nothing)] = ""
    languages: Line = ""
