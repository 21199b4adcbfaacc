"""``media`` in site.yml: the store of originals that git does not keep."""

import posixpath
import re
from typing import Annotated

from pydantic import AfterValidator

from ..base.problems import N_
from .layout import STATE, TREES
from .schema import Line, fault
from .settings_deploy import WithoutSecrets, endpoint_address, no_secret
from .settings_types import sound_host

_BUCKET = re.compile(r"(s3|gs|az)://[a-zA-Z0-9][a-zA-Z0-9._-]*(/[^\s?#\\]*)?")


def _store(value: str) -> str:
    if not value:
        return value
    if "://" in no_secret(value):
        if not _BUCKET.fullmatch(value) or not sound_host(value):
            raise fault(
                "bad-media-store", N_("“{value}” is not a place where newsgen can keep originals."),
                N_("Write the path of a folder, or the address of object storage like s3://bucket/originals."),
            )  # fmt: skip
        return value.rstrip("/")
    if posixpath.normpath(value).partition("/")[0] in (*TREES, STATE, "."):
        raise fault(
            "bad-media-store", N_("The originals cannot lie in “{value}”, which is a part of the site."),
            N_("Write a folder outside of content, static and templates."),
        )  # fmt: skip
    return value


class MediaStore(WithoutSecrets):
    """Where originals lie by digest: ``store`` is a folder, absolute or relative to the site's, or the address of object
    storage; empty for none. ``endpoint`` and ``region`` are those of the object storage, as for a deploy target.
    """

    store: Annotated[Line, AfterValidator(_store)] = ""
    endpoint: Annotated[Line, AfterValidator(endpoint_address)] = ""
    region: Line = ""

    @property
    def is_bucket(self) -> bool:
        """Whether the store is object storage, and not a folder."""
        return "://" in self.store
