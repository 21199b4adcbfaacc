"""``deploy`` in site.yml: the places to deploy the site to. Secrets are refused here."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ..base.problems import N_, Problem, error
from .schema import Form, Line, Text, fault
from .settings_types import DUPLICATE_ID, Identifier, sound_host, web_address

_SECRET = re.compile("secret|passw|token|credential|access_?key|api_?key|private_?key", re.IGNORECASE)

_SSH_HOST = r"(\w[\w.-]*@)?(\w[\w.-]*|\[[0-9a-fA-F:.]+(%25[\w.-]+)?\])(:\d{1,5})?"
_TARGET = re.compile(
    rf"(file:///|(s3|gs|az)://[a-zA-Z0-9][a-zA-Z0-9._-]*(/|$)|ssh://{_SSH_HOST}/)[^\s?#\\]*",
)

_NO_SECRETS = (
    N_("Passwords, keys and tokens do not belong in site.yml or in an address."),
    N_("Delete it here, change it at the provider, and put the new one into the environment: docs/deploy.md."),
)


def no_secret(value: str) -> str:
    """The address, unchanged. Raises the fault ``secret-in-settings`` where it holds a password or a token."""
    if re.match(r"[a-z0-9+.-]+://[^/@]*:[^/@]*@|https?://([^/]*@|[^#]*\?)", value, re.IGNORECASE):
        raise fault("secret-in-settings", *_NO_SECRETS)
    return value


_MUST_BE_ENCODED = re.compile(r"[#?\s]|%(?![0-9A-Fa-f]{2})")


def _target(value: str) -> str:
    if value.startswith(("file:///", "ssh://")) and _MUST_BE_ENCODED.search(no_secret(value)):
        raise fault(
            "bad-target",
            N_("“{value}” has a sign that means something else in an address."),
            N_("In the name of a folder write %23 for #, %25 for %, %3F for ? and %20 for a space."),
        )
    if not _TARGET.fullmatch(no_secret(value)) or not sound_host(value):
        raise fault(
            "bad-target",
            N_("“{value}” is not a place that newsgen can deploy to."),
            N_("Write it like file:///srv/www, s3://bucket/news or ssh://host/srv/www."),
        )
    return value if value.endswith(":///") else value.rstrip("/")


def bad_target(value: str) -> Problem | None:
    """The problem with a target address of the command line; None where it is valid."""
    try:
        _target(value)
    except PydanticCustomError as failure:
        context = failure.context or {}
        shown = {} if failure.type == "secret-in-settings" else {"value": value}
        return error(failure.type, context["message"], context["hint"], **shown)
    return None


def endpoint_address(value: str) -> str:
    """The address of an object storage or a cache as it is written everywhere; empty for none. Raises a fault for another."""
    return web_address(no_secret(value)) if value else value


class WithoutSecrets(Form):
    """A part of the settings that refuses keys named like a password, key or token. It looks at names only."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_secrets(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for name in value:
                if _SECRET.search(name):
                    raise fault("secret-in-settings", *_NO_SECRETS, at=(name,))
        return value


class Purging(WithoutSecrets):
    """The caches to purge after a deploy: a Varnish, a Cloudflare zone, or a command that receives the addresses."""

    varnish: Annotated[Line, AfterValidator(endpoint_address)] = ""
    cloudflare: Line = ""
    command: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _zone_has_an_id(self) -> "Purging":
        if self.cloudflare and not re.fullmatch("[0-9a-f]{32}", self.cloudflare):
            raise fault(
                "bad-zone",
                N_("This is not the id of a zone at Cloudflare."),
                N_("Copy the 32 digits and letters of “Zone ID” from the overview of your domain there."),
                at=("cloudflare",),
            )
        return self


class DeployTarget(WithoutSecrets):
    """A place to deploy the site to."""

    name: Identifier
    to: Annotated[Text, AfterValidator(_target)]
    endpoint: Annotated[Line, AfterValidator(endpoint_address)] = ""
    region: Line = ""
    encodings: tuple[Literal["br", "gzip"], ...] = ()
    keep_days: Annotated[int, Field(ge=0, le=365)] = 7
    purge: Purging = Purging()

    @model_validator(mode="after")
    def _one_encoding_in_storage(self) -> "DeployTarget":
        if len(self.encodings) > 1 and not self.to.startswith(("file:", "ssh:")):
            raise fault(
                "bad-encodings",
                N_("Object storage keeps each file once: it cannot choose between two encodings."),
                N_("Keep one of them, or none if the CDN compresses by itself."),
                at=("encodings",),
            )
        return self


def unique_names(targets: tuple[DeployTarget, ...]) -> tuple[DeployTarget, ...]:
    """The targets, unchanged. Raises the fault ``duplicate-id`` where two of them have the same name."""
    names = [target.name for target in targets]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise fault("duplicate-id", *DUPLICATE_ID, at=(i, "name"), id=name)
    return targets
