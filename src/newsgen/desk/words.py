"""The texts that people read on the desk."""

from collections.abc import Mapping

from ..base.messages import translate
from ..base.problems import N_
from ..site.settings import Settings
from .roles import Role
from .saving import Fault
from .site_words import SITE_WORDS
from .story_edit import Reason

WORDS = {
    "desk": N_("The desk"),
    "site": N_("The site"),
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
    "nothing-own": N_("You have no drafts now. Begin a story above; what editors publish leaves this list."),
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
    "too-large": N_("“{name}” is larger than {limit} MB. Save it at a smaller size, and choose it again."),
    "not-arrived": N_("The server does not answer, so the picture did not arrive. Choose it again in a moment."),
    "log-in-again": N_("You are not logged in any more. Log in in another tab, then save again; what you typed stays here."),
    "merged": N_("Saved. Somebody else had made changes meanwhile; both are in it."),
    "beside": N_("You both added something at the same place: look at the order."),
    "preview": N_("Preview"),
    "preview-saved": N_("It shows what is saved."),
    "open-on-site": N_("Open it on the site"),
    "kicker-help": N_("A word or two above the headline"),
    "standfirst-help": N_("A sentence or two below the headline, also in lists and search results"),
    "phone": N_("Phone"),
    "wide": N_("Wide"),
    "findings": N_("What to look at"),
    "no-findings": N_("Nothing to mend."),
    "mend": N_("Mend"),
    "mend-stale": N_("The text has changed there meanwhile. Look at what is found now."),
    "mend-locked": N_("Somebody else is writing in this story now, so nothing is mended here."),
    "back": N_("All stories"),
    "more-keys": N_("More keys"),
    "text": N_("The text"),
    "add": N_("Add a block"),
    "up": N_("Move up"),
    "down": N_("Move down"),
    "remove": N_("Remove"),
    "undo": N_("Undo"),
    "keys-broken": N_("The lines between the two “---” have errors, so keys cannot be edited here. Mend the file first."),
    "profile-broken": N_(
        "The file has an error, or has not each key on a line of its own, so it cannot be edited here. Mend the file first."
    ),
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
    "pages": N_("Pages and profiles"),
    "lists": N_("Lists"),
    "plain-pages": N_("Plain pages"),
    "profiles": N_("Authors' profiles"),
    "a-page": N_("Plain page"),
    "a-profile": N_("Author's profile"),
    "back-pages": N_("All pages and profiles"),
    "search-pages": N_("Search titles, names and files"),
    "found-pages": N_("Found: {count}"),
    "before-page": N_("Page before"),
    "next-page": N_("Next page"),
    "nothing-pages": N_("No page and no profile matches."),
    "new-page": N_("New page"),
    "new-profile": N_("New profile"),
    "page-title": N_("Title"),
    "page-text": N_("What stands on it"),
    "page-at-once": N_("Readers see the page as soon as you begin it; the text can be edited and illustrated afterwards."),
    "profile-name": N_("Name, as stories write it"),
    "profile-role": N_("Role in the newsroom, if you like"),
    "new-no-name": N_("The title or name needs letters or digits."),
    "new-no-text": N_("Write what stands on the page: readers see it as soon as you begin it."),
    "new-taken": N_("The site has another page at this address. Choose another title."),
    "new-refused": N_("newsgen could not read this text. Write less of it, and add the rest on the page of the editor."),
    "pages-locked": N_("Plain pages and profiles are changed by editors."),
    "exists-page": N_("There is one with this name already; this is it."),
    "link-name": N_("Link: its words"),
    "link-address": N_("Link: address, or mailto:…"),
    "add-link": N_("Add a link"),
    "kind-person": N_("A person"),
    "kind-organization": N_("An organisation, such as a news agency"),
    "one-entry": N_("One on each line"),
    "names-found": N_("Names offered: {count}"),
    "source": N_("In YAML; edit it in the file"),
    **SITE_WORDS,
    "any-stage": N_("Everything"),
    "in-stages": N_("Stages"),
    "filters": N_("More filters"),
    "person": N_("Author"),
    "since": N_("From"),
    "until": N_("Until"),
    "clear": N_("Clear"),
    "coming": N_("What goes out next"),
    "stays": N_("Still a draft: it does not go out by itself"),
    "writes-now": N_("{name} is writing"),
    "workflow": N_("Stage and publication"),
    "stage-is": N_("Stage"),
    "writes": N_("{name} is writing in this story since {at}. You see what is saved."),
    "writes-idle": N_("{name} has this story open for writing since {at}, but has not typed for {minutes} minutes."),
    "writes-elsewhere": N_("You are writing here in another window."),
    "nobody-writes": N_("Nobody is writing here now."),
    "write-here": N_("Write here"),
    "ask": N_("Ask to write"),
    "asked": N_("Asked. The answer appears here."),
    "kept-writing": N_("{name} is not done yet."),
    "take-over": N_("Take over from {name}"),
    "take-sure": N_("{name} cannot type any more then, and is told so. What {name} has typed is saved first."),
    "take-yes": N_("Take over"),
    "take-no": N_("No, leave it"),
    "asks": N_("{names}: asks to write in this story."),
    "give": N_("Save and hand over"),
    "not-yet": N_("Not yet"),
    "reads": N_("Also open at: {names}"),
    "lost": N_("{name} has taken over this story at {at}."),
    "given": N_("You have handed this story over to {name} at {at}."),
    "lost-saved": N_("All that you typed is saved."),
    "lost-unsaved": N_("What you typed last is not saved; it stays in this browser."),
    "newer-version": N_("A newer version is saved."),
    "changed-outside": N_("The file has changed outside this page. Both changes are merged when you save."),
    "show-it": N_("Show it"),
    "closed": N_("This story is closed to you now: an editor may have published it. What is not saved stays in this browser."),
    "update": N_("New update"),
    "update-headline": N_("Headline of the update"),
    "update-headline-hint": N_("Without one, the first sentence becomes it."),
    "update-text": N_("What happened"),
    "update-key": N_("Key event"),
    "update-send": N_("Send the update"),
    "update-sending": N_("The update is on its way…"),
    "update-at": N_("The update is in the coverage, at {at}."),
    "update-done": N_("The update is in the coverage."),
    "update-again": N_("This update was in the coverage already, at {at}; it is not added again."),
    "form-kept": N_("What you typed here before is not sent yet."),
    "form-offline": N_("The server does not answer. What you typed stays in this browser: send it again."),
    "already-so": N_("That was so already; nothing has changed."),
    "afterwards": N_("Corrections and withdrawal"),
    "corrections": N_("Corrections"),
    "correct": N_("Add a correction"),
    "correct-at": N_("Date and time"),
    "correct-text": N_("What was wrong, and what is right"),
    "correct-means": N_("Readers see it below the story, and on the page of all corrections."),
    "correct-save": N_("Save the correction"),
    "correct-change": N_("Change it"),
    "correct-delete": N_("Delete the correction"),
    "correct-done": N_("The corrections are saved."),
    "withdraw": N_("Withdraw this story"),
    "withdraw-means": N_(
        "Readers then find only its headline and your reason; lists, feeds and search lose it. The file keeps everything."
    ),
    "withdraw-note": N_("The reason that readers see"),
    "withdraw-do": N_("Withdraw it now"),
    "withdraw-done": N_("The story is withdrawn. The next build takes it back from readers."),
    "withdrawn-is": N_("This story is withdrawn."),
    "withdrawn-means": N_(
        "From the next build on, readers find only its headline and this reason at its address. "
        "The file keeps text and pictures."
    ),
    "publish-again": N_("Publish it again"),
    "publish-again-means": N_(
        "Once you publish it again, the next build shows the whole story to readers, and the reason is deleted."
    ),
    "publish-again-done": N_("The story is published again. The next build gives it back to readers."),
    "nobody-known": N_("The server does not answer, so nobody knows who else is here. You can go on writing."),
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
    "image": N_("Picture"),
    "image.src": N_("Picture: file"),
    "image.alt": N_("Picture: what it shows"),
    "image.caption": N_("Picture: caption"),
    "image.credit": N_("Picture: credit"),
    "slug": N_("Part of the address"),
    "page.title": N_("Title"),
    "profile.name": N_("Name, as stories write it"),
    "profile.kind": N_("Person or organisation"),
    "profile.role": N_("Role in the newsroom"),
    "profile.bio": N_("A few sentences about the author"),
    "profile.links": N_("Links"),
}
"""The names of keys; all others are shown as they are written. One that begins with a kind and a dot is for that kind."""

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


def stage_names(settings: Settings | None, lang: str) -> Mapping[str, str]:
    """What the newsroom calls each stage, in the order of work."""
    own = settings.desk.stages if settings is not None else None
    return {stage: getattr(own, stage, "") or translate(lang, text) for stage, text in STAGES.items()}


def key_names(kind: str, lang: str) -> Mapping[str, str]:
    """The names of the keys in files of a kind, in a language."""
    own = {key.removeprefix(f"{kind}."): text for key, text in KEYS.items() if key.startswith(f"{kind}.")}
    return {key: translate(lang, text) for key, text in {**KEYS, **own}.items()}
