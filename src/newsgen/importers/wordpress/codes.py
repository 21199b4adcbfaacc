"""What an import says of WordPress's exports."""

from ...base.problems import N_
from ..codes import Code

ITEM_BROKEN = Code(
    "wordpress-item-broken",
    "error",
    N_("The item {id} cannot be read; it was left out, and all others were read."),
    N_("Export it again, or copy it into a story by hand."),
)
ITEM_CUT = Code(
    "wordpress-item-cut",
    "error",
    N_("The file ends inside the item {id}, so it is not whole; the item was left out."),
    N_("Export again, in smaller spans of time if the export is cut off by the server."),
)
ITEM_TOO_LARGE = Code("wordpress-item-large", "error", N_("The item {id} is larger than {limit} MB; it was left out."))
ITEM_MENDED = Code(
    "wordpress-item-mended",
    "warning",
    N_("This item is not well-formed XML; each of its fields was looked for alone."),
    N_("Compare the story with the old site."),
)
SIGNS_REMOVED = Code(
    "wordpress-item-signs", "info", N_("This item held signs that XML does not allow; they were left out.")
)
BYTES_REPLACED = Code(
    "wordpress-item-bytes",
    "warning",
    N_("This item holds bytes that are no UTF-8; “�” stands in their places."),
    N_("Compare the story with the old site."),
)
ENCODING_GUESSED = Code(
    "wordpress-item-encoding",
    "warning",
    N_("This item is not UTF-8, as its file says; it was read as windows-1256."),
    N_("Compare the story with the old site."),
)
STATUS_UNKNOWN = Code(
    "wordpress-status", "warning", N_("The status “{status}” is none of a story in WordPress; it became a draft.")
)
TYPE_AS_PAGE = Code(
    "wordpress-type",
    "warning",
    N_("The post type “{type}” is not WordPress's own; its items became pages."),
    N_("Say under “types” in the map what they are: {type}: story, page or drop."),
)
TYPE_COUNTED = Code(
    "wordpress-type-counted", "info", N_("Items of the type “{type}” are no texts; they were left out.")
)
COMMENTS_COUNTED = Code("wordpress-comments", "info", N_("Comments were counted and not read."))
EXCERPT_UNUSED = Code(
    "wordpress-excerpt", "info", N_("The story has a subtitle and an excerpt; the excerpt was left out.")
)
THUMBNAIL_MISSING = Code(
    "wordpress-thumbnail", "warning", N_("The featured picture {id} is not in the export."), N_("Export the media too.")
)
GALLERY_MISSING = Code(
    "wordpress-gallery", "warning", N_("Pictures of a gallery are not in the export."), N_("Export the media too.")
)
PICTURE_REDUCED = Code(
    "wordpress-picture-reduced",
    "info",
    N_("A picture is a reduced copy, and the export does not name the whole one."),
    N_("Export the media too."),
)
SHORTCODE_UNKNOWN = Code(
    "wordpress-shortcode",
    "warning",
    N_("The shortcode “{name}” is not known; only the words between its tags were kept."),
    N_("Say under “shortcodes” in the map what it shows: drop, keep, or HTML with {{content}}."),
)
SHORTCODE_WORDS = Code(
    "wordpress-brackets",
    "info",
    N_("“{name}” in brackets may be a shortcode; it stays a word."),
    N_("If it is one, say under “shortcodes” in the map what it shows: drop, keep, or HTML with {{content}}."),
)
SHORTCODE_DROPPED = Code(
    "wordpress-shortcode-dropped", "info", N_("The shortcode “{name}” was left out with its words, as the map says.")
)
BLOCK_UNKNOWN = Code("wordpress-block", "warning", N_("The block “{name}” is not known; its words were kept."))
BLOCK_OF_THEME = Code(
    "wordpress-block-theme", "info", N_("The block “{name}” shows what the theme knows, and no words of the story.")
)
FILE_BUTTON = Code(
    "wordpress-file-button", "info", N_("The download button of a file was left out; the file's name is a link to it.")
)
BLOCK_BROKEN = Code(
    "wordpress-block-json", "warning", N_("The settings of a block cannot be read; its words were kept.")
)
BLOCK_MISSING = Code(
    "wordpress-block-missing",
    "warning",
    N_("A reusable block is not in the export; its words are missing."),
    N_("Export all content, with the type wp_block."),
)
PAGE_BREAK = Code("wordpress-page-break", "info", N_("The story had several pages; they became one."))
ZONE_DIFFERS = Code(
    "wordpress-zone",
    "warning",
    N_("Posts have dates with another offset than the site's time zone, {zone}; each keeps its own."),
    N_("Correct “timezone” in site.yml, if the newsroom is elsewhere, and import again."),
)
DATE_MISSING = Code("wordpress-date", "warning", N_("The item has no date."))
AUTHOR_UNNAMED = Code(
    "wordpress-author", "warning", N_("The author “{login}” has no name in the export; the login was used.")
)
FIELD_LEFT = Code(
    "wordpress-field",
    "warning",
    N_("The field “{name}” holds words beside the text; they were left out."),
    N_("Say under “fields” in the map what they are: {name}: kicker, standfirst, body or drop."),
)
SEO_LEFT = Code("wordpress-seo", "info", N_("A text for search engines or networks was left out: the field “{name}”."))
TAXONOMY_UNUSED = Code(
    "wordpress-taxonomy",
    "info",
    N_("Terms of the taxonomy “{name}” were left out."),
    N_("Say under “taxonomies” in the map what they are: {name}: sections, tags, places or drop."),
)
