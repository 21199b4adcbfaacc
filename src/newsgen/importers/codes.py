"""The codes of an import's notes: every way in which an import loses, changes, guesses or skips something.

A reader with codes of its own declares them in a module of its own, in the same way.
"""

from dataclasses import dataclass
from typing import Literal

from ..base.problems import N_

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of note: its ``name`` for machines, and texts for people.

    ``text`` and ``hint`` are English and translated when they are shown; ``{fields}`` are filled from the note's values.
    ``error`` means that something was not imported, ``warning`` that an editor should look, ``info`` that something
    was changed or assumed.
    """

    name: str
    level: Level
    text: str
    hint: str = ""


# What the serializer says of a body.
ELEMENT_FLATTENED = Code(
    "import-element", "info", N_("The element “{tag}” has no counterpart; its words were kept as plain text.")
)
ELEMENT_DROPPED = Code("import-script", "info", N_("The element “{tag}” shows no words; it was left out."))
EMBED = Code(
    "import-embed",
    "warning",
    N_("An embedded frame became a link: {address}"),
    N_("Where it is a video, write it as one; else readers follow the link."),
)
EMBED_UNNAMED = Code("import-embed-empty", "warning", N_("An embedded frame without an address was left out."))
PICTURE_MISSING = Code(
    "import-picture-missing",
    "warning",
    N_("The picture {src} is not in the site; the story has a link to it."),
    N_("Import again with --media and the folder that holds the pictures."),
)
TABLE_SPANS = Code(
    "import-table-spans",
    "warning",
    N_("A cell of a table reached over several rows or columns; its words stand in the first of them."),
    N_("Look at the table, and divide it if it is not clear."),
)
TABLE_NESTED = Code(
    "import-table-blocks",
    "warning",
    N_("A cell of a table held paragraphs, lists or a table; its words stand on one line."),
    N_("Look at the table."),
)
UNSAFE_LINK = Code("import-unsafe-link", "warning", N_("A link to “{address}” is not safe; its words were kept."))
NESTING = Code("import-deep", "warning", N_("The text is nested too deeply; its inner levels were made one."))
COMMENT_OPEN = Code(
    "import-comment-open",
    "warning",
    N_("An HTML comment is not closed; what follows it was never visible and was left out: {length} characters."),
)
CAPTION_LINK = Code("import-caption-link", "info", N_("A caption's words stay, its link to {address} does not."))
INVISIBLE = Code("import-invisible", "info", N_("Invisible control characters and direction marks were left out."))
LIST_FLATTENED = Code(
    "import-list", "info", N_("An item of a list began with a quotation, a table or code; the list became paragraphs.")
)


# What an item's fields say.
HIDDEN = Code("import-hidden", "info", N_("{id} is {state}; it was not imported."))
ATTACHMENT = Code(
    "import-attachment", "info", N_("The page of a file is no story; its old address is in the host's map.")
)
PAGE_UNPUBLISHED = Code(
    "import-page-unpublished",
    "warning",
    N_("A page whose state is “{state}” was not imported, because plain pages are always published."),
    N_("Publish it in the old system, or copy it by hand."),
)
DATE_MISSING = Code(
    "import-no-date",
    "warning",
    N_("This item has no date, so it became a draft."),
    N_("Give it a “date”, and delete “status: draft”."),
)
DATE_IMPOSSIBLE = Code(
    "import-date", "warning", N_("The date {date} is too far in the past or future; the story became a draft.")
)
TITLE_MADE = Code(
    "import-title",
    "warning",
    N_("The item has no headline; “{title}” was made from its first words."),
    N_("Write a headline."),
)
TEXT_MOVED = Code(
    "import-text-moved", "warning", N_("“{key}” is too long for one line; it is the first paragraph of the text now.")
)
SECTION_UNKNOWN = Code(
    "import-section",
    "warning",
    N_("The category “{name}” is no section of this site; its stories are in “{section}”."),
    N_("Add to “sections” in site.yml: {line} Or import again with --declare, or say in the map where it leads."),
)
SECTION_MISSING = Code("import-section-missing", "info", N_("A story has no category; it is in “{section}”."))
NAMES_CUT = Code("import-names", "warning", N_("“{key}” has too many entries; {count} were left out."))
LEAD_PICTURE_MISSING = Code(
    "import-lead-picture-missing",
    "warning",
    N_("The picture at the top, {src}, is not in the site; the story has its texts only."),
    N_("Import again with --media and the folder that holds the pictures."),
)
PICTURE_DAMAGED = Code(
    "import-picture-damaged",
    "warning",
    N_("This picture is cut off, or is none; it was not copied."),
    N_("Look for a whole copy of it, and import again."),
)
ADDRESS_LOST = Code(
    "import-address-lost",
    "warning",
    N_("The old address {address} cannot be an alias."),
    N_("Redirect it at the host."),
)
ADDRESS_TAKEN = Code(
    "import-address-taken",
    "warning",
    N_("The old address {address} is that of another page of the new site, which answers there."),
    N_("Where readers must find this story there, give the other page another address."),
)
PAGE_FIELDS = Code("import-page-fields", "info", N_("Plain pages have no {keys}; they were left out."))
BODY_TOO_LARGE = Code("import-too-large", "error", N_("The story is larger than {limit} MB, so it was not imported."))


# What an import says of the site's files.
KEPT = Code(
    "import-kept",
    "warning",
    N_("This story was edited since its import; the import did not overwrite it."),
    N_("To overwrite it, import again with --force."),
)
FILE_UNKNOWN = Code(
    "import-file-unknown",
    "warning",
    N_("There is a file of this name that no import here is known to have written; it was not overwritten."),
    N_("Rename or delete it and import again, or overwrite it with --force."),
)
KILL_KEPT = Code(
    "import-kill-kept",
    "error",
    N_("The agency withdrew this story, but its file was edited here, so it was not changed."),
    N_("Withdraw the story (status: withdrawn); delete the file if it was never published."),
)
KILL_UNKNOWN = Code("import-kill-unknown", "info", N_("The agency withdrew a story that was not imported here."))
DRAFT_KILLED = Code(
    "import-draft-killed",
    "warning",
    N_("The agency withdrew this story; its draft has no text now."),
    N_("Do not publish it; delete the draft."),
)
FILE_DELETED = Code(
    "import-file-deleted",
    "info",
    N_("Another version of a story came whose file was deleted here; it was not written again."),
)
PATH_TAKEN = Code(
    "import-path-taken",
    "warning",
    N_("The file of the item {id} has this name; this story was not written."),
)
FILE_MOVED = Code("import-file-moved", "info", N_("The story has another address now; its file is {path}."))
FILE_LEFT = Code(
    "import-file-left",
    "warning",
    N_("The story has another address now; its new file is {path}, and this one was edited, so it stays."),
    N_("Copy your edits into the new file, and delete this one."),
)
MEDIA_COPIED = Code("import-media", "info", N_("A file was copied into static/."))
GONE = Code(
    "import-gone",
    "warning",
    N_("{id} was imported before and is {state} now; its file stays."),
    N_("Withdraw the story (status: withdrawn) or delete the file."),
)
NOT_SEEN = Code(
    "import-not-seen", "info", N_("Items that were imported before are not in this export; their files stay.")
)
FRONT_WRITTEN = Code(
    "import-front",
    "info",
    N_("This file puts first what the old front page put first: {count}."),
    N_("Delete what is not to stand there any more."),
)
STICKY = Code("import-sticky", "info", N_("The old front page showed this story first; name it in content/front.yml."))
QUERY_ADDRESS = Code(
    "import-query-address",
    "info",
    N_("Old addresses with a query, or cut inside a letter, are redirected by the host; docs/hosting.md has a recipe."),
)
ADDRESS_PATTERN = Code(
    "import-address-pattern",
    "info",
    N_("Set “address: {pattern}” in site.yml before you import: it keeps the addresses of {kept} of {total} stories."),
)
SECTION_DECLARED = Code("import-section-declared", "info", N_("The section “{name}” was added to site.yml: {id}."))
UNREADABLE = Code("unreadable", "error", N_("This file cannot be read."), N_("Check its name and its permissions."))
NO_SOURCES = Code(
    "import-folder", "error", N_("No reader knows a file in this folder."), N_("Name the folder or file of the export.")
)
PACKED_BROKEN = Code(
    "import-packed",
    "error",
    N_("This file is packed and cannot be unpacked: it is damaged, or locked by a password."),
    N_("Unpack it, and name the folder or file that comes out."),
)
PACKED_TOO_LARGE = Code(
    "import-packed-large",
    "error",
    N_("This file holds more than {limit} MB and was not unpacked."),
    N_("Unpack it if you trust it, and name the folder or file that comes out."),
)
PACKED_INSIDE = Code(
    "import-packed-inside",
    "warning",
    N_("A packed file lies in the folder, and was not read."),
    N_("If it holds stories, name it as a source of its own."),
)
EMPTY_SOURCE = Code("import-nothing", "warning", N_("The sources hold no item."), N_("Export again, with all content."))
NOT_UTF8 = Code("not-utf8", "error", N_("This file is not UTF-8 text."), N_("Save it again with the encoding UTF-8."))
