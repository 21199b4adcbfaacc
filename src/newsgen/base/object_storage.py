"""Object storage through obstore (S3 and compatible services, Google Cloud Storage, Azure): open a bucket, classify failures.

obstore is an optional library, imported where a bucket is opened.
"""

import re
from datetime import timedelta
from typing import Any, Literal

from .problems import N_, FatalProblems, error

StorageErrorKind = Literal["denied", "full", "unreachable", "busy", "clock", "missing", "other"]

AT_ONCE = 16  # requests at the same time
LARGE = 1 << 26  # bytes; larger files are sent in parts, straight from disk
RETRY = {"max_retries": 8, "retry_timeout": timedelta(seconds=60),
         "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=10), "base": 2}}  # fmt: skip

_CODES: dict[str, StorageErrorKind] = {
    "RequestTimeTooSkewed": "clock", "RequestExpired": "clock", "NoSuchBucket": "missing", "QuotaExceeded": "full",
    "EntityTooLarge": "full", "InsufficientCapacity": "full", "SlowDown": "busy", "Throttling": "busy",
    "InvalidAccessKeyId": "denied", "SignatureDoesNotMatch": "denied", "AccessDenied": "denied", "ExpiredToken": "denied",
    "InvalidToken": "denied", "AllAccessDisabled": "denied", "MethodNotAllowed": "denied",
}  # fmt: skip
_STATUSES: dict[str, StorageErrorKind] = {
    "401": "denied", "403": "denied", "404": "missing", "408": "unreachable", "429": "busy", "500": "busy", "502": "busy",
    "503": "busy", "504": "busy", "507": "full",
}  # fmt: skip


def classified(failure: Exception) -> tuple[StorageErrorKind, str]:
    """The kind of a provider's error or an OSError, and a short reason.

    The texts of such errors hold addresses and account names, so the reason has codes only.
    """
    text = str(failure)
    status = next(iter(re.findall(r"status code: (\d{3})", text)), "")
    code = next(iter(re.findall(r"<Code>(\w{1,60})</Code>", text)), "")
    kind = _CODES.get(code) or _STATUSES.get(status) or ("other" if status or code else _without_answer(text))
    return kind, " ".join(filter(None, (status, code))) or type(failure).__name__


def _without_answer(text: str) -> StorageErrorKind:
    """Classify an error when no server answered: the network failed, or there are no credentials."""
    return "denied" if re.search("credential|169[.]254|metadata|token", text, re.IGNORECASE) else "unreachable"


def require_obstore() -> Any:
    """The library obstore. Raises FatalProblems where it is not installed."""
    try:
        import obstore
    except ImportError:
        raise FatalProblems(_NO_OBSTORE) from None
    return obstore


def open_bucket(address: str, *, endpoint: str = "", region: str = "") -> Any:
    """obstore's store for an address like ``s3://bucket/news``; it need not reach the bucket.

    ``endpoint`` is the address of another provider than the scheme's own. Raises FatalProblems where obstore is not installed,
    and obstore's own errors where an address or the environment is wrong.
    """
    from_url: Any = require_obstore().store.from_url
    options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
    if address.startswith("s3://") and (region or endpoint):
        options["region"] = region or "us-east-1"
    if endpoint.startswith("http://"):
        options["client_options"] = {"allow_http": True}
    return from_url(address, retry_config=RETRY, **options)


_NO_OBSTORE = error(
    "deploy-extra", N_("Object storage needs a library that is not installed: obstore."),
    N_("Install it with “pip install 'newsgen[deploy]'”."),
)  # fmt: skip
