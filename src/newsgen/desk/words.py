"""The texts that people read on the desk."""

from ..base.problems import N_
from .roles import Role
from .saving import Fault
from .site_words import SITE_WORDS
from .story_edit import Reason

WORDS = {
    "desk": N_("The desk"),
    "log-in": N_("Log in"),
    "log-out": N_("Log out"),
    "everywhere": N_("Log out everywhere"),
    "name": N_("Name"),
    "password": N_("Password"),
    "wrong": N_("Name and password do not match."),
    "too-many": N_("Too many wrong passwords. Try again in a quarter of an hour."),
    "stories": N_("Stories"),
    "search": N_("Search headlines, authors and files"),
    "status": N_("Status"),
    "section": N_("Section"),
    "all": N_("All"),
    "show": N_("Show"),
    "new": N_("New story"),
    "headline": N_("Headline"),
    "begin": N_("Begin"),
    "found": N_("Stories: {count}"),
    "nothing": N_("No story matches."),
    "page": N_("Page {page} of {pages}"),
    "newer": N_("Newer"),
    "older": N_("Older"),
    "first": N_("The first build is running; the list is here when it is done. You can begin a story meanwhile."),
    "broken": N_("These files have errors, so the list may show how they were before:"),
    "save": N_("Save"),
    "saved": N_("Saved."),
    "saving": N_("Saving…"),
    "unsaved": N_("Not saved yet."),
    "kept": N_("What you typed before is still here, and is not saved yet."),
    "offline": N_("The server does not answer. What you type stays in this browser."),
    "log-in-again": N_("You are not logged in any more. Log in in another tab, then save again; what you typed stays here."),
    "merged": N_("Saved. Somebody else had changed this story meanwhile; both changes are in it."),
    "beside": N_("You both added something at the same place: look at the order."),
    "preview": N_("Preview"),
    "phone": N_("Phone"),
    "wide": N_("Wide"),
    "findings": N_("What to look at"),
    "no-findings": N_("Nothing to mend."),
    "back": N_("All stories"),
    "more-keys": N_("More keys"),
    "text": N_("The text"),
    "add": N_("Add a block"),
    "up": N_("Move up"),
    "down": N_("Move down"),
    "remove": N_("Remove"),
    "undo": N_("Undo"),
    "keys-broken": N_("The lines between the two “---” have errors, so keys cannot be edited here. Mend the file first."),
    "conflicts": N_("Somebody else changed the same places. Choose what stands; nothing is saved before."),
    "mine": N_("Yours"),
    "theirs": N_("Theirs"),
    "both": N_("Both"),
    "gone": N_("Removed"),
    "before": N_("As it was"),
    "decide": N_("Save with these choices"),
    "read-only": N_("You can read this story, but not change it."),
    "characters": N_("Characters: {count}"),
    "forbidden": N_("You may not do that. Ask an editor."),
    "not-found": N_("There is no such story."),
    "exists": N_("There is a story with this headline already; this is it."),
    "one-entry": N_("One on each line"),
    "source": N_("In YAML; edit it in the file"),
    **SITE_WORDS,
}  # fmt: skip
"""The texts of the pages and of their script."""

KEYS = {
    "title": N_("Headline"),
    "kicker": N_("Kicker"),
    "standfirst": N_("Standfirst"),
    "section": N_("Section"),
    "place": N_("Place"),
    "authors": N_("Authors"),
    "tags": N_("Topics"),
    "date": N_("Date"),
    "updated": N_("Updated"),
    "publish_at": N_("Published not before"),
    "breaking_until": N_("Breaking until"),
    "live_until": N_("Live until"),
    "status": N_("Status"),
    "note": N_("Reason of the withdrawal"),
    "kind": N_("Kind"),
    "image.src": N_("Picture: file"),
    "image.alt": N_("Picture: what it shows"),
    "image.caption": N_("Picture: caption"),
    "image.credit": N_("Picture: credit"),
    "slug": N_("Part of the address"),
}
"""The names of keys; all others are shown as they are written."""

STATUSES = {
    "published": N_("Published"),
    "embargoed": N_("Under embargo"),
    "draft": N_("Draft"),
    "withdrawn": N_("Withdrawn"),
}

STAGES = {"idea": N_("Idea"), "draft": N_("In writing"), "review": N_("In review"), "ready": N_("Ready")}
"""The stages of a draft, in their order; ``desk.stages`` in site.yml may rename them."""

ROLES = {Role.REPORTER: N_("Reporter"), Role.EDITOR: N_("Editor"), Role.CHIEF: N_("Chief editor")}

BLOCKS = {
    "paragraph": N_("Paragraph"),
    "heading": N_("Heading"),
    "list": N_("List"),
    "quote": N_("Quote"),
    "table": N_("Table"),
    "code": N_("Code"),
    "rule": N_("Rule"),
    "html": N_("HTML"),
    "definitions": N_("Terms"),
    "footnote": N_("Footnote"),
    "reference": N_("Reference"),
    "comment": N_("Note to colleagues"),
}

REFUSED = {
    Reason.NO_SUCH_BLOCK: N_("The page and the file do not fit each other any more. Load the page again."),
    Reason.FRONT: N_(
        "The lines between the two “---” have errors, so keys cannot be edited here. Mend the file first."
    ),
    Reason.VALUE: N_("This value holds an invisible character that newsgen leaves out. Delete it and type it again."),
    Reason.SWALLOWS: N_("This block would take in the next one: close the code, the HTML or the comment in it."),
    Reason.UNREADABLE: N_("newsgen could not read the file any more."),
}

FAILED = {
    Fault.NO_STORY: WORDS["not-found"],
    Fault.LINK: N_("The file is a link or no file, and the desk follows none."),
    Fault.UNREADABLE: N_("The file cannot be taken apart. Mend it first."),
    Fault.FORGOTTEN: N_(
        "The file has changed, and what you opened is not kept any more. Copy your words and load the page again."
    ),
    Fault.FORBIDDEN: WORDS["forbidden"],
    Fault.SYSTEM: N_("The server could not write the file. Nothing is lost: try again, and tell whoever cares for it."),
}  # fmt: skip
