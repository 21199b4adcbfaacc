"""The table of rules: each with its code, its message, and whether ``newsgen check --fix`` can mend it.

To add a rule: a row here, a finder in ``findings.OF_STORY`` (needs one file) or ``findings.OF_SITE`` (needs all files),
and in docs/checks.md an example that it reports and one that it accepts.
"""

from dataclasses import dataclass

from ..base.problems import N_, Problem, warning


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of ``newsgen check``. Where ``fixes`` is set, ``--fix`` mends the findings that have one right answer."""

    code: str
    message: str
    hint: str
    fixes: bool = False

    def found(self, **values: object) -> Problem:
        """A warning of this rule; ``values`` fill the fields of message and hint. The caller adds file and position."""
        return warning(self.code, self.message, self.hint, **values)


_WRITE = N_("Write “{suggestion}”.")
_TABLE = (
    # the house's style
    Rule("style-quotes", N_("House style, quotation marks: “{found}” in “{excerpt}”"), N_("Write: {suggestion}")),
    Rule("style-latin-punctuation", N_("House style, Latin punctuation after an Arabic letter: “{found}” in “{excerpt}”"),
         _WRITE, fixes=True),
    Rule("style-persian-letter", N_("House style, a Persian or Urdu letter: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-tatweel", N_("House style, tatweel: “{found}” in “{excerpt}”"), N_("Leave it out.")),
    Rule("style-mixed-digits", N_("House style, two systems of digits in one story: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-percent", N_("House style, percentages: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-spelling", N_("House style, spelling: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    Rule("style-hamza", N_("House style, hamza: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    Rule("style-ending", N_("The last letter: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    Rule("style-slip", N_("A slip of the keyboard: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    Rule("style-stuck-mark", N_("No space behind a punctuation mark: “{found}” in “{excerpt}”"),
         N_("Write a space behind the mark."), fixes=True),
    Rule("style-doubled-mark", N_("A punctuation mark twice: “{found}” in “{excerpt}”"),
         N_("Write it once; where words are left out, write three full stops.")),
    # what copying left in the text
    Rule("text-letters", N_("Letters in an old encoding, which searches do not find: “{excerpt}”; places: {count}"),
         N_("Type them again."), fixes=True),
    Rule("text-invisible", N_("Invisible characters: {name} in “{excerpt}”; places: {count}"),
         N_("Delete them."), fixes=True),
    Rule("text-spaces", N_("Spaces of an unusual kind: {name} in “{excerpt}”; places: {count}"),
         N_("Type plain spaces."), fixes=True),
    Rule("text-entity", N_("A character written in HTML: “{found}”; places: {count}"),
         N_("Write the character itself: “{suggestion}”."), fixes=True),
    Rule("text-punctuation", N_("A space before a punctuation mark: “{excerpt}”; places: {count}"),
         N_("Write the mark right after the word."), fixes=True),
    # headlines
    Rule("headline-card", N_("The headline has {count} characters; the cards of lists cut it after some {limit}."),
         N_("Shorten it; the standfirst has room for the rest.")),
    Rule("headline-search", N_("The headline has {count} characters; search engines show some {limit}."),
         N_("Put first what readers search for, or shorten it.")),
    Rule("headline-letters", N_("The share card cannot show these characters of the headline as they are: {characters}"),
         N_("Write the headline without them.")),
    Rule("headline-badge", N_("The headline begins with “{found}”, which pages show as a badge beside it."),
         N_("Delete the word and its mark.")),
    Rule("title-again", N_("{other} has the same headline; it was published {days} days earlier."),
         N_("Change one of the two: say what is new.")),
    # links
    Rule("link-broken", N_("The link leads to {address}, which does not exist."), N_("Correct the address.")),
    Rule("link-hidden", N_("The link leads to {other}, which readers cannot see yet."),
         N_("Publish both together, or take the link out until then.")),
    Rule("link-moved", N_("The link leads to an old address: {address}"), N_("Write the current address: {target}")),
    Rule("link-file", N_("The link leads to a story's file: {address}"), N_("Write the story's address: {target}")),
    Rule("link-fragment", N_("The link leads to “#{name}”, but {address} has no such place."),
         N_("Give the heading an id: “## Heading {{#details}}”, or correct the link.")),
    # marks of Markdown
    Rule("mark-heading", N_("This line is text and no heading: a space is missing behind “{hashes}”."),
         N_("Write the space, or put \\ before the first #.")),
    Rule("mark-braces", N_("“{written}” stays in the text: its braces hold more than “#id”, “.class” and “key=value”."),
         N_("Write an id without spaces, like “{{#two-words}}”; or put \\ before the {{.")),
    Rule("mark-place", N_("“{written}” stays in the text: no attribute list can stand here."),
         N_("Write it at a heading's end, on the line below a paragraph, or right behind a link or picture;"
            " or put \\ before the {{.")),
    Rule("mark-link", N_("This looks like a link and is text: “{excerpt}”"),
         N_("Write “[words](address)” without a space between, or “[name]: address” below; or put \\ before the [.")),
    Rule("mark-id", N_("The id “{name}” was left out: ids that begin with “n-” are those of the templates."),
         N_("Give it another name.")),
    Rule("mark-class", N_("The class “{name}” means nothing here and was left out."),
         N_("Delete it, or put \\ before the {{.")),
    # Markdown that does something else than its writer meant
    Rule("markdown-list", N_("These lines look like a list, and are part of a paragraph: “{excerpt}”"),
         N_("Leave an empty line above the first one, and begin each with “- ” or a number.")),
    Rule("markdown-table", N_("These lines look like a table, and are none: “{excerpt}”"),
         N_("Write the header, right below it a line like “|---|---|” with as many cells, and then the rows.")),
    Rule("markdown-indented", N_("These indented lines look like code, and are a paragraph: “{excerpt}”"),
         N_("Put a line “```” above and below them; indentation has no meaning here.")),
    Rule("markdown-fence", N_("The code that begins here is not closed."),
         N_("Write the same marks on a line of their own where it ends.")),
    Rule("markdown-footnote", N_("The footnote “{label}” has no text, two texts, or no place in the text."),
         N_("Write “[^{label}]” in the text once or more, and “[^{label}]: …” below exactly once.")),
    Rule("markdown-id", N_("The id “{id}” is used twice; links lead to the first one."),
         N_("Give one of the two another id.")),
    # posts and players of other sites
    Rule("embed-bare", N_("The story holds only the address of this on “{service}”; if it is deleted there, nothing is left."),
         N_("Run “newsgen embed {file}”, or write the quotation or the player's name by hand.")),
    Rule("embed-unknown", N_("This address stands alone and stays a link: newsgen knows no post or player there: {address}"),
         N_("Give the link words: “[words](address)”. Of a short address, write the one that it leads to.")),
    # pictures and files
    Rule("picture-preview", N_("“{source}” is {width} pixels wide; search engines show large previews from {wanted} on."),
         N_("Use the original picture: enlarging this one blurs it.")),
    Rule("picture-enlarged", N_("“{source}” is {width} pixels wide; the top of the page shows it {wanted} wide."),
         N_("Use the original picture.")),
    Rule("picture-small", N_("“{source}” is {width} pixels wide; its place on the page is {wanted} wide."),
         N_("Use the original picture: enlarging this one blurs it.")),
    Rule("picture-crop", N_("“{source}” is {width} × {height} pixels; cards cut it to {ratio}, which keeps {percent} %."),
         N_("Say which point must stay, from the left and from the top: “focus: [0.5, 0.2]”; or use another picture.")),
    Rule("picture-transparent", N_("“{source}” can be transparent; cards cut it out on a light ground, shared links on white."),
         N_("Save it without transparency (as a JPEG), or use another picture.")),
    Rule("picture-credit", N_("The picture has no credit."), N_("Add “credit”: who made it, and for whom.")),
    Rule("picture-alt", N_("A picture in the text has no alternative text."),
         N_("Say between the brackets what can be seen: “![…](…)”.")),
    Rule("picture-video", N_("A story of the kind “video” has no picture, so search engines are not told of its video."),
         N_("Add “image: …”: a picture of the video, which cards show too.")),
    Rule("picture-position", N_("This file says where it was taken; whoever has the repository can read it."),
         N_("Delete the position in an editor; if it was committed, it stays in git's history.")),
    Rule("picture-measured", N_("This film may say where it was taken: it has a track of measurements or an unknown part."),
         N_("It is published with it. Save the film anew with pictures and sound alone.")),
    Rule("picture-heavy", N_("This file has {size} MB in git, more than {limit}: every clone holds it for ever."),
         N_("Move it into the media store: newsgen media add {file}")),
    Rule("orphan-file", N_("No story uses this file."), N_("Name it in a story, move it into static/, or delete it.")),
    Rule("page-unlinked", N_("Nothing leads to this page: no text, no menu, no foot, no template."),
         N_("Link to {address}, or put it into “footer” in site.yml.")),
    # sound, films and shows
    Rule("sound-transcript", N_("This sound has no transcript: who cannot hear it learns nothing, and no search finds it."),
         N_("Write what is said below a heading “## Transcript {{.transcript}}”.")),
    Rule("film-captions", N_("This film has no captions."),
         N_("Put them beside it, as WebVTT: film.ar.vtt beside film.mp4.")),
    Rule("captions-alone", N_("No film or sound lies beside these captions, so no page shows them."),
         N_("Give both one name: film.mp4 and film.ar.vtt.")),
    Rule("show-incomplete", N_("Podcast directories refuse a show without: {keys}"),
         N_("Add the keys; a show has a page and a feed once an episode is published.")),
    Rule("episode-format", N_("Podcast directories take MP3 and M4A; this episode is of the type {mime}."),
         N_("Save the recording as MP3 or M4A (AAC).")),
    Rule("episode-number", N_("{other} is episode {number} of the same season already."),
         N_("Correct “episode” or “season”.")),
    # the ignores themselves
    Rule("ignore-unused", N_("“{rule}” is ignored here, but it finds nothing here."), N_("Delete this line.")),
    Rule("ignore-unknown", N_("There is no rule “{rule}” that could be ignored."), N_("Look the rules up in docs/checks.md.")),
)  # fmt: skip

RULES = {rule.code: rule for rule in _TABLE}

BUILD = "build"
"""The name for ``--only`` that stands for all errors and warnings of the build itself."""


WARNINGS = frozenset(
    "address-vanished also-not-alone artwork-small audio-not-alone bidi-control box-not-alone box-skipped"
    " captions-syntax chart-left-out collides-later control data-encoding data-formula data-not-number data-row"
    " early-moment embed-nothing example-address file-withheld future-moment hidden-file html-removed list-comma"
    " live-no-end name-ambiguous name-guessed no-alt no-target no-words not-a-file not-a-recording not-production"
    " pick-skipped redirect-nowhere remote-picture same-name-address show-vanished sound-length sound-refused"
    " story-card-skipped unknown-category unknown-show unknown-stage yaml-comment".split()
)
"""The build's own warnings about files, which ``--only`` and ``check.ignore`` accept like rules; see docs/problems.md."""


def chosen(name: str) -> frozenset[str]:
    """The codes that a name selects: one rule or warning, or all rules of a group (``style``, ``link``).

    For ``build`` it is ``BUILD`` itself, which is no code of a problem. Empty for an unknown name.
    """
    if name == BUILD:
        return frozenset({BUILD})
    if name in WARNINGS:
        return frozenset({name})
    return frozenset(code for code in RULES if code == name or code.startswith(name + "-"))
