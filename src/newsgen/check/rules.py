"""The table of rules: what each is called, what it says, and whether it can be mended without an editor's judgement.

To add one: its line here, where it is found (``story.FINDERS`` for what a file says by itself, ``site.FINDERS`` for what
takes the whole site), an example in docs/checks.md, a case that it finds and one that it leaves alone.
"""

from dataclasses import dataclass

from ..base.problems import N_, Problem, warning


@dataclass(frozen=True, slots=True)
class Rule:
    """``fixes``: ``newsgen check --fix`` mends what it is sure of."""

    code: str
    message: str
    hint: str
    fixes: bool = False

    def found(self, **values: object) -> Problem:
        """A finding of the rule, without a position yet."""
        return warning(self.code, self.message, self.hint, **values)


_WRITE = N_("Write “{suggestion}”.")
_TABLE = (
    # the house's style
    Rule("style-quotes", N_("House style, quotation marks: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-latin-punctuation", N_("House style, Latin punctuation after an Arabic letter: “{found}” in “{excerpt}”"),
         _WRITE, fixes=True),
    Rule("style-persian-letter", N_("House style, a Persian or Urdu letter: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-tatweel", N_("House style, tatweel: “{found}” in “{excerpt}”"), N_("Leave it out.")),
    Rule("style-mixed-digits", N_("House style, two systems of digits in one story: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-percent", N_("House style, percentages: “{found}” in “{excerpt}”"), _WRITE),
    Rule("style-spelling", N_("House style, spelling: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    Rule("style-hamza", N_("House style, hamza: “{found}” in “{excerpt}”"), _WRITE, fixes=True),
    # what copying left in the text
    Rule("text-letters", N_("Letters in an old encoding, which no search finds: “{excerpt}”; places: {count}"),
         N_("Type them again, or let “newsgen check --fix” do it."), fixes=True),
    Rule("text-invisible", N_("Characters that nobody sees: {name} in “{excerpt}”; places: {count}"),
         N_("Delete them, or let “newsgen check --fix” do it."), fixes=True),
    Rule("text-spaces", N_("Spaces of an unusual kind: {name} in “{excerpt}”; places: {count}"),
         N_("Type plain spaces, or let “newsgen check --fix” do it."), fixes=True),
    Rule("text-entity", N_("A character written in HTML: “{found}”; places: {count}"),
         N_("Write the character itself: “{suggestion}”."), fixes=True),
    Rule("text-punctuation", N_("A space before a punctuation mark: “{excerpt}”; places: {count}"),
         N_("Write the mark right after the word."), fixes=True),
    # headlines
    Rule("headline-card", N_("The headline has {count} characters; the cards of lists cut it after some {limit}."),
         N_("Shorten it; the standfirst has room for the rest.")),
    Rule("headline-search", N_("The headline has {count} characters; search engines show some {limit}."),
         N_("Put first what readers search for, or shorten it.")),
    Rule("title-again", N_("The headline is that of {other}, published {days} days apart."),
         N_("Say in one of them what is new.")),
    # links
    Rule("link-broken", N_("The link leads to {address}, where nothing is."), N_("Correct the address.")),
    Rule("link-hidden", N_("The link leads to {other}, which readers cannot see yet."),
         N_("Publish both together, or take the link out until then.")),
    Rule("link-moved", N_("The link leads to an old address: {address}"), N_("Write today's: {target}")),
    Rule("link-file", N_("The link leads to a story's file: {address}"), N_("Write the story's address: {target}")),
    Rule("link-fragment", N_("The link leads to “#{name}”, but {address} has no such place."),
         N_("Give the heading an id: “## Heading {{#details}}”, or correct the link.")),
    # pictures and files
    Rule("picture-preview", N_("“{source}” is {width} pixels wide; search engines show large previews from {wanted} on."),
         N_("Take the original; enlarging makes it blurred.")),
    Rule("picture-small", N_("“{source}” is {width} pixels wide, but the column that shows it {wanted}."),
         N_("Take the original; enlarging makes it blurred.")),
    Rule("picture-alt", N_("A picture in the text has no alternative text."),
         N_("Say between the brackets what can be seen: “![…](…)”.")),
    Rule("orphan-file", N_("Nobody uses this file."), N_("Name it in a story, move it into static/, or delete it.")),
    # the ignores themselves
    Rule("ignore-unused", N_("“{rule}” is ignored here, but there is nothing to ignore."), N_("Delete this line.")),
    Rule("ignore-unknown", N_("There is no rule “{rule}” that could be ignored."), N_("Look the rules up in docs/checks.md.")),
)  # fmt: skip

RULES = {rule.code: rule for rule in _TABLE}

BUILD = "build"
"""What ``--only`` calls everything that the build itself would refuse or warn of."""


WARNINGS = frozenset(
    "address-vanished bidi-control control html-removed no-alt no-target not-a-file pick-skipped redirect-nowhere"
    " remote-picture".split()
)
"""The build's own warnings of the site's files, which can be asked for and ignored like rules; docs/problems.md has them."""


def chosen(name: str) -> frozenset[str]:
    """The rules that a name means: a rule's own, or the word that several begin with (``style``, ``link``)."""
    if name == BUILD:
        return frozenset({BUILD})
    if name in WARNINGS:
        return frozenset({name})
    return frozenset(code for code in RULES if code == name or code.startswith(name + "-"))
