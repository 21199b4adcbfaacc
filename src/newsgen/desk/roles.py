"""Who may do what on the desk: one table, which the server asks before every answer."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ..articles.article import STAGES


class Role(StrEnum):
    """What a person is in the newsroom."""

    REPORTER = "reporter"
    EDITOR = "editor"
    CHIEF = "chief"


class Action(StrEnum):
    """What a person does on the desk."""

    READ = "read"
    """See a story that is no secret of others: in the list, its page, its preview."""
    CREATE = "create"
    """Begin a story as a draft."""
    EDIT = "edit"
    """Change keys and text of a story, but for those that the actions below name."""
    PUBLISH = "publish"
    """Make a draft a published story, or a published or withdrawn one anything else but withdrawn."""
    APPROVE = "approve"
    """Move a draft into the stage ``ready`` or out of it, or change anything in it while it is there."""
    SCHEDULE = "schedule"
    """Change when a story is published, or until when it is breaking news."""
    WITHDRAW = "withdraw"
    """Withdraw a story, or change the note of a withdrawn one."""
    UPDATE = "update"
    """Add an update to live coverage, and change nothing else of it."""
    PAGES = "pages"
    """Change a plain page or an author's profile, or begin one. Whoever is logged in reads them."""
    BUILD = "build"
    """See how the site is built and exchanged with git, begin a build, decide about conflicts with a remote."""
    DEPLOY = "deploy"
    """Send the site to its server by hand."""
    ACCOUNTS = "accounts"
    """Add people, disable them, give them passwords."""


class Reach(StrEnum):
    """To which stories a right reaches."""

    NONE = "none"
    OWN_DRAFTS = "own-drafts"
    """Drafts whose ``authors`` name the person."""
    OWN_COVERAGE = "own-coverage"
    """Those drafts, and live coverage that is published and whose ``authors`` name the person."""
    ALL = "all"


_NONE, _OWN, _LIVE, _ALL = Reach.NONE, Reach.OWN_DRAFTS, Reach.OWN_COVERAGE, Reach.ALL

MAY: Mapping[Action, Mapping[Role, Reach]] = MappingProxyType(
    {
        Action.READ: {Role.REPORTER: _LIVE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.CREATE: {Role.REPORTER: _ALL, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.EDIT: {Role.REPORTER: _OWN, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.PUBLISH: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.APPROVE: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.SCHEDULE: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.WITHDRAW: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.UPDATE: {Role.REPORTER: _LIVE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.PAGES: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.BUILD: {Role.REPORTER: _NONE, Role.EDITOR: _ALL, Role.CHIEF: _ALL},
        Action.DEPLOY: {Role.REPORTER: _NONE, Role.EDITOR: _NONE, Role.CHIEF: _ALL},
        Action.ACCOUNTS: {Role.REPORTER: _NONE, Role.EDITOR: _NONE, Role.CHIEF: _ALL},
    }
)
"""The table: to which stories each role's right reaches, by action."""

Values = Mapping[str, Any]
"""The front matter of a story, as ``StoryFile.values``."""


def may(role: Role, action: Action, *, own_draft: bool = False, own_coverage: bool = False) -> bool:
    """Whether a role may do something; ``own_draft`` says that it is about a draft of the person, ``own_coverage`` that it is
    about published live coverage of theirs."""
    reach = MAY[action][role]
    if reach is Reach.OWN_COVERAGE:
        return own_draft or own_coverage
    return reach is Reach.ALL or (reach is Reach.OWN_DRAFTS and own_draft)


def is_own_draft(values: Values, name: str) -> bool:
    """Whether a story is a draft whose ``authors`` include this name, exactly as it is written."""
    return values.get("status") == "draft" and _names(values, name)


def is_own_coverage(values: Values, name: str) -> bool:
    """Whether a story is published live coverage whose ``authors`` include this name, exactly as it is written."""
    return (
        values.get("kind") == "live" and (values.get("status") or "published") == "published" and _names(values, name)
    )


def _names(values: Values, name: str) -> bool:
    authors = values.get("authors")
    return name in ([authors] if isinstance(authors, str) else authors or ())


def stage_of(values: Values) -> str:
    """The stage of a story, as its file names it; empty for none, and for a word that is none. Only drafts are in one."""
    stage = values.get("stage")
    named = stage.strip() if isinstance(stage, str) else ""
    return named if named in STAGES and values.get("status") == "draft" else ""


def actions_between(before: Values, after: Values) -> frozenset[Action]:
    """What a person does who changes a story's front matter from ``before`` to ``after``: at least ``EDIT``."""
    found = {Action.EDIT}
    was, now = (str(values.get("status") or "published") for values in (before, after))
    if was != now:
        found.add(Action.WITHDRAW if now == "withdrawn" else Action.PUBLISH)
    if now == "withdrawn" and before.get("note") != after.get("note"):
        found.add(Action.WITHDRAW)
    if "ready" in (stage_of(before), stage_of(after)):
        found.add(Action.APPROVE)
    if any(before.get(key) != after.get(key) for key in ("publish_at", "breaking_until")):
        found.add(Action.SCHEDULE)
    return frozenset(found)


def may_change(role: Role, name: str, before: Values, after: Values) -> bool:
    """Whether a person of this role and name may change a story from ``before`` to ``after``.

    A reporter's draft stays one, and the reporter one of its authors.
    """
    own = is_own_draft(before, name) and is_own_draft(after, name)
    return all(may(role, action, own_draft=own) for action in actions_between(before, after))


def may_read(role: Role, name: str, values: Values) -> bool:
    """Whether a person of this role and name may see the story with this front matter."""
    own_draft, own_coverage = is_own_draft(values, name), is_own_coverage(values, name)
    return may(role, Action.READ, own_draft=own_draft, own_coverage=own_coverage)


def may_update(role: Role, name: str, values: Values) -> bool:
    """Whether a person of this role and name may add an update to the live coverage with this front matter.

    A reporter's draft in the stage ``ready`` is as closed to them here as it is to their edits.
    """
    own_draft = is_own_draft(values, name) and stage_of(values) != "ready"
    return may(role, Action.UPDATE, own_draft=own_draft, own_coverage=is_own_coverage(values, name))
