"""The codes of notes on podcasts: shows, and episodes with their recordings."""

from ..base.problems import N_
from .codes import Code

SHOW = Code(
    "import-show", "info", N_("The feed is a podcast; this file describes the show “{name}”."),
    N_("Look at it: category, artwork, and whom directories write to."),
)  # fmt: skip
SHOW_KNOWN = Code(
    "import-show-known", "info", N_("The podcast “{name}” is the show of this file, which stays as it is.")
)
SHOW_KEPT = Code(
    "import-show-kept", "warning",
    N_("This show was edited since its import, and its feed has changed; the file stays as it is."),
    N_("To overwrite it, import again with --force."),
)  # fmt: skip
FEED = Code(
    "import-show-feed", "warning", N_("Apps follow the old feed {old}; the show's new feed is {new}."),
    N_("When the new feed is online, have its old host redirect to it (301); an address of this site goes into redirects.yml."),
)  # fmt: skip
ARTWORK = Code(
    "import-artwork", "warning", N_("The show's artwork {src} is not in the site."),
    N_("Save it beside the show's file, a square of 1,400 to 3,000 pixels, and name it under “artwork”."),
)  # fmt: skip
CATEGORY = Code(
    "import-show-category", "warning", N_("A category of the show was left out: {name}. A show has one of Apple's list."),
    N_("Choose “category” and “subcategory” in the show's file."),
)  # fmt: skip
OWNER = Code(
    "import-show-owner", "info", N_("Whom directories write to was left out, because it is an e-mail address."),
    N_("If readers may see it, write “owner” into the show's file, with “name” and “email”."),
)  # fmt: skip
SHOW_TEXT = Code("import-show-text", "warning", N_("“{key}” of the show is too long; its beginning was taken."))
SHOW_FIELD = Code("import-show-field", "warning", N_("“{key}” of the show is no value that newsgen knows: {text}"))
HIDDEN_SHOW = Code(
    "import-show-blocked", "warning", N_("The feed asks directories not to list the show; newsgen's feed does not.")
)
MANY = Code(
    "import-episodes", "warning",
    N_("The show “{name}” has {number} episodes; its feed holds the newest {limit}, so apps lose the others."),
    N_("Set “feeds: {{episodes: {number}}}” in site.yml; 1000 are the most."),
)  # fmt: skip
GUID = Code(
    "import-guid-repeated", "warning",
    N_("Two episodes have the same guid “{guid}”, so apps showed one of them. This one gets an id of its own."),
)  # fmt: skip
GUID_LONG = Code(
    "import-guid-long", "warning", N_("The episode's guid is too long; apps will take the episode for a new one.")
)
NUMBER = Code("import-episode-number", "info", N_("“{key}” of the episode is no number that newsgen takes: {text}"))
LENGTH = Code(
    "import-length", "info", N_("The length of the recording could not be read: {text}"),
    N_("Write it as “length: 31:05” under “sound”."),
)  # fmt: skip
SIZE = Code(
    "import-size", "info", N_("The feed does not say how many bytes the recording has; directories want to know it."),
    N_("Write the number as “bytes” under “sound”, or put the recordings into static/ with --media."),
)  # fmt: skip
SECURE = Code(
    "import-sound-https", "warning", N_("The recording's address began with http://; https:// was written: {address}"),
    N_("Look whether it plays there, because browsers refuse the other one."),
)  # fmt: skip
SOUND_HOST = Code(
    "import-sound-host", "warning", N_("Recordings lie on “{host}”, where the site's policy lets browsers load none."),
    N_("Add “https://{host}” to “policy.media” in site.yml, or put the recordings into static/ with --media."),
)  # fmt: skip
SOUND_KIND = Code(
    "import-sound-kind", "warning", N_("The recording's address has no suffix of sound, so pages show a link: {address}"),
    N_("Put the recording into static/, with a name that ends with .mp3 or .m4a."),
)  # fmt: skip
FILM = Code(
    "import-episode-video", "warning", N_("The episode is a film; it became a video and is in no podcast feed.")
)
EXPLICIT = Code(
    "import-episode-explicit", "warning",
    N_("The episode says “explicit: {value}”, unlike its show; newsgen says it of whole shows."),
    N_("Set “explicit” in the show's file, if it is to count for all."),
)  # fmt: skip
BLOCKED = Code(
    "import-episode-blocked", "warning", N_("The feed hides this episode from directories; it became a draft.")
)
PAGE = Code(
    "import-episode-page", "info",
    N_("The episode's old page lies with its podcast host, {host}; the story gets an address of this site."),
)  # fmt: skip
TRANSCRIPT = Code(
    "import-transcript", "info", N_("The text of the story links to the episode's transcript: {address}"),
    N_("Put its words into the text below a heading with “{{.transcript}}”, so that the search finds them."),
)  # fmt: skip
