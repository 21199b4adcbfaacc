"""The codes of notes on agencies' copy, feeds and other generators' Markdown."""

from ..base.problems import N_
from .codes import Code

# What could not be read.
TOO_LARGE = Code(
    "import-too-large", "error", N_("This part is larger than newsgen reads ({limit} MB) and was not imported."),
    N_("Divide the file, and import the parts."),
)  # fmt: skip
BROKEN = Code(
    "import-broken", "error", N_("This part is not well-formed and was not imported."),
    N_("Ask its sender for it again, or correct it by hand; the rest was imported."),
)  # fmt: skip
ENTITY = Code(
    "import-xml-entity", "error", N_("This file declares entities of its own and was not read."),
    N_("News agencies and feeds declare none. Delete the declarations if you trust the file."),
)  # fmt: skip
DEEP = Code("import-too-deep", "error", N_("This part is nested too deeply and was not imported."))
NO_ID = Code(
    "import-no-id", "error", N_("An item without an identifier was not imported."),
    N_("A later version could not be told from another story. Ask the sender for identifiers."),
)  # fmt: skip
EMPTY = Code("import-empty", "error", N_("An item with neither headline nor text was not imported."))
NO_STORY = Code(
    "import-no-story", "info", N_("An item that is no story was not imported: {kind}."),
)  # fmt: skip
UNREAD = Code(
    "import-unread", "warning", N_("No reader knows this file, and it was not imported."),
    N_("If it holds stories, save them in one of the formats that newsgen reads."),
)  # fmt: skip
REPAIRED = Code("import-repaired", "info", N_("Signs that break the format were replaced, and the rest was read."))
FRONT_MATTER = Code(
    "import-front-matter", "warning", N_("The front matter is broken; only its simple lines were read."),
    N_("Compare the story's section, tags and date with the original."),
)  # fmt: skip
NO_DATE = Code(
    "import-date-unread", "warning", N_("The item has no date that could be read (“{text}”); it became a draft."),
    N_("Give it a date, then publish it."),
)  # fmt: skip

HEADLINE = Code(
    "import-headline", "warning", N_("The item has no headline; one was made from its first words: {title}"),
    N_("Write a headline."),
)  # fmt: skip

# What came more than once.
SUPERSEDED = Code("import-superseded", "info", N_("A later version of the same story is imported in its place."))
CORRECTION = Code(
    "import-correction", "warning", N_("The agency sent a correction of this story."),
    N_("Say what was wrong under “corrections”, if the wrong version was published."),
)  # fmt: skip
KILLED = Code(
    "import-killed", "warning", N_("The agency withdrew this story."),
    N_("If it was published, its page now says that it was withdrawn. Look at what the agency wrote."),
)  # fmt: skip
PICTURE_USED = Code("import-picture-used", "info", N_("A picture that a story refers to became part of that story."))
PICTURE_ALONE = Code("import-picture-alone", "info", N_("A picture without a story became a brief."))

# What agencies write to editors.
EDITORS = Code("import-editors", "warning", N_("A note to editors, which no page shows: {text}"))
USAGE = Code(
    "import-usage", "warning", N_("The sender restricts the use: {text}"),
    N_("Look whether you may publish it."),
)  # fmt: skip
EMBARGO = Code("import-embargo", "info", N_("The story is under embargo until {time}."))
EXPIRES = Code(
    "import-expires", "warning", N_("The sender wants the story to vanish on {time}; newsgen does not do that."),
    N_("Withdraw the story then."),
)  # fmt: skip
CONTACT = Code(
    "import-contact", "info", N_("An e-mail address or a telephone number beside a name was left out.")
)  # fmt: skip
CONTACT_LINE = Code("import-contact-line", "info", N_("A line of the text that is a contact for editors was left out."))
LANGUAGE = Code(
    "import-language", "warning", N_("The story is in another language: {language}."),
    N_("Translate it, or leave it out."),
)  # fmt: skip

# What a body lost or gained.
FIELDS = Code("import-fields", "info", N_("These fields have no counterpart and were left out: {names}."))
OTHER_BODY = Code(
    "import-other-body", "warning", N_("The item has another text, of the type {kind}, whose words differ; it was left out."),
    N_("Compare the two in the original."),
)  # fmt: skip
RELATED = Code("import-related", "info", N_("Another item that belongs to this story is not part of it: {name}."))
NO_FILE = Code("import-no-file", "warning", N_("A picture, film or sound has no address that can be used: {name}."))
EXCERPT = Code(
    "import-excerpt", "warning", N_("The feed holds only the beginning of this story."),
    N_("Import the story from another source, or from a feed with full texts."),
)  # fmt: skip
TAG_KEPT = Code(
    "import-template-tag", "warning", N_("A template tag was kept as it is: {tag}"),
    N_("Replace it by what it showed."),
)  # fmt: skip
SHORTCODE = Code(
    "import-shortcode", "warning", N_("The shortcode “{name}” is not known; its text was kept and its tag left out."),
    N_("Look at the place in the story."),
)  # fmt: skip
LINK_UNKNOWN = Code(
    "import-link-unknown", "warning", N_("A link names a page that is not in the import: {name}"),
    N_("Correct the link in the story."),
)  # fmt: skip
ATTRIBUTES = Code("import-attributes", "info", N_("Attributes in braces were left out."))
FOOTNOTE_UNUSED = Code("import-footnote-unused", "info", N_("A footnote that nothing refers to was left out."))
CARD = Code("import-card", "info", N_("A block of the kind “{name}” has no counterpart; its words were kept."))
CARD_DROPPED = Code("import-card-dropped", "info", N_("A block of the kind “{name}” shows no words and was left out."))
MEMBERS = Code(
    "import-members", "warning", N_("The story is for members only ({name}); it became a draft."),
    N_("Publish it if everybody may read it."),
)  # fmt: skip
COMPUTED_ADDRESS = Code(
    "import-address-computed", "info",
    N_("The old addresses were computed from the generator's defaults; its settings were not found."),
    N_("Name the folder that holds the generator's settings, so that they are read."),
)  # fmt: skip
NO_ADDRESS = Code(
    "import-address-unknown", "warning",
    N_("The story's old address cannot be computed: a program or a plug-in of the generator made it."),
    N_("Add the address under “aliases” in the story, if it was published."),
)  # fmt: skip
