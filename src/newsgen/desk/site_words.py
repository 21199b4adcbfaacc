"""The texts about a story's history and the way to the site."""

from collections.abc import Sequence

from ..base.problems import N_
from .roles import Action

DESK = N_("The desk")
SAVED_SUBJECT = N_("Saved: {title}")
MERGED_SUBJECT = N_("Merge what others pushed")

PUBLISHED, RETURNED = N_("Published: {title}"), N_("Made a draft again: {title}")
DID = {Action.SCHEDULE: N_("Scheduled: {title}"), Action.WITHDRAW: N_("Withdrawn: {title}")}


def subject_of(did: Sequence[Action], status: str) -> str:
    """The first line of a commit, with the field ``title``, by what the save did and the status afterwards."""
    if Action.PUBLISH in did:
        return RETURNED if status == "draft" else PUBLISHED
    return next((DID[action] for action in did if action in DID), SAVED_SUBJECT)


DEEDS = {
    Action.APPROVE: N_("changed whether it is ready"),
    Action.SCHEDULE: N_("changed when it is published"),
    Action.WITHDRAW: N_("withdrew it, or changed the reason"),
}


def deed_of(action: Action, status: str) -> str:
    """What a save did beside changing words, in the list of versions; ``status`` is that afterwards. Empty for nothing."""
    if action is Action.PUBLISH:
        return N_("made it a draft again") if status == "draft" else N_("published it")
    return DEEDS.get(action, "")


SITE_WORDS = {
    "on-draft": N_("A draft: readers do not see it."),
    "on-waits": N_("Readers see it on {at}, in {left}."),
    "on-waits-behind": N_("Its hour has come; the next build brings it."),
    "on-saved": N_("The last change is saved, and not on the site yet."),
    "on-building": N_("The site is being built with it."),
    "on-built": N_("Built, and not sent to the site's server yet."),
    "on-deploying": N_("It is being sent to the site's server."),
    "on-site": N_("On the site as it is here."),
    "on-site-since": N_("On the site as it is here, since {at}."),
    "on-site-latest": N_("On the site as it is here, since {at} at the latest."),
    "on-withdrawn": N_("Withdrawn: readers see the notice."),
    "on-error": N_("Not on the site: the file has an error in line {line}."),
    "on-error-old": N_("The file has an error in line {line}, so readers still see it as it was before."),
    "on-stopped": N_("The site could not be built, so nothing new gets there: {file}, line {line}."),
    "on-unknown": N_("Saved. The desk does not build the site."),
    "on-first": N_("The desk is starting; in a moment it says what the site has."),
    "site-off": N_("The desk does not build the site (desk.build in site.yml). Somebody else must."),
    "site-idle": N_("Everything that is saved is built."),
    "site-idle-deployed": N_("Everything that is saved is on the site."),
    "site-building": N_("The site is being built, since {at}."),
    "site-waiting": N_("Another build is running; the desk waits for it, since {at}."),
    "site-deploying": N_("The site is being sent to “{target}”, since {at}."),
    "site-behind": N_("Something is saved that is not built yet."),
    "site-failed": N_("The site could not be built. What readers see stays as it was, also of stories without errors."),
    "site-held": N_("Files with errors are held back: readers see them as they were. All other stories go on."),
    "site-deploy-failed": N_("The site could not be sent to “{target}”. The desk tries again on {at}."),
    "site-broken": N_("newsgen itself has a fault here; it tries again. Tell whoever cares for the server: {failure}"),
    "site-last-build": N_("Last build"),
    "site-last-deploy": N_("Last sent"),
    "site-next": N_("Next by itself"),
    "site-never": N_("Not since the desk began"),
    "site-build": N_("Build now"),
    "site-deploy": N_("Send now"),
    "site-exchange": N_("Exchange now"),
    "site-progress": N_("{stage}: {done} of {total}"),
    "site-line": N_("line {line}"),
    "site-chief-only": N_("Only the chief editor may send by hand; after a save it goes by itself."),
    "deeds": N_("Who published what"),
    "deeds-none": N_("Nobody has published, scheduled or withdrawn anything yet."),
    "git": N_("History in git"),
    "git-on": N_("Each save is in the repository."),
    "git-waiting": N_("Saves that are not in the repository yet: {count}. They are in the files, and nothing is lost."),
    "git-trouble": N_("Since {at} the repository takes no commits. What you save is in the files all the same."),
    "git-index": N_("The saves are in the repository, but another command of git holds its index since {at}."),
    "git-exchanged": N_("Exchanged with “{remote}” on {at}."),
    "git-never": N_("Not exchanged with “{remote}” yet."),
    "git-exchange-trouble": N_("Since {at} nothing is exchanged with “{remote}”."),
    "git-conflicts": N_(
        "The same places were changed here and at “{remote}”. Choose what stands; until then nothing is exchanged."
    ),
    "git-whole": N_("This file cannot be merged place by place. Choose one of the two whole files."),
    "git-here": N_("Here"),
    "git-there": N_("From there"),
    "git-gone": N_("Deleted"),
    "git-decide": N_("Take over with these choices"),
    "history": N_("Versions"),
    "history-none": N_("No earlier version is kept."),
    "history-kept": N_("Without git, the desk keeps what was saved or opened here for 30 days."),
    "history-difference": N_("What has changed from this version to the present one"),
    "history-same": N_("This version and the present one are the same."),
    "history-restore": N_("Bring this version back"),
    "history-restore-means": N_(
        "The words come back. Whether readers see the story, its dates and corrections stay as they are now."
    ),
    "history-choose": N_("Choose a version to see what has changed since."),
    "history-restored": N_("brought an earlier version back"),
    "history-meanwhile": N_(
        "Somebody changed the same places meanwhile, so nothing was brought back. Look at the differences again."
    ),
    "history-refused": N_(
        "This version could not be brought back. You may not make this change, or the file cannot be read."
    ),
    "history-back": N_("The story"),
    "history-back-page": N_("The page"),
    "history-added": N_("added"),
    "history-removed": N_("removed"),
    "history-moved": N_("moved"),
    "history-keys": N_("Keys"),
    "history-text": N_("Text"),
    "history-skipped": N_("Blocks without a change: {count}"),
    "history-outside": N_("Changed outside of the desk"),
    "history-was": N_("Until then the file was:"),
    "history-gone": N_("The bytes of this version are not kept any more."),
    "history-secret": N_("You may not see this version."),
}  # fmt: skip
"""The texts of the pages of the history and of the site."""

REASONS = {
    "missing": N_("git is not installed on the server."),
    "timeout": N_("git got no answer in time. The line may be down, or a password is asked for."),
    "failed": N_("git refused. Its own words stand below."),
    "detached": N_("No branch is checked out in the site's folder. Somebody should check one out again."),
    "under-way": N_(
        "Somebody is in the middle of a merge or rebase in the site's folder. When it ends, the desk goes on by itself."
    ),
    "not-owner": N_("The folder belongs to another user than the one as whom the desk runs; git refuses that."),
    "no-repository": N_("The site's folder is in no git repository. Run “git init” there, or set “desk.history: none”."),
    "no-remote": N_("The repository has no remote of this name. “git remote” lists them."),
    "rewritten": N_("The branch was rewritten there. The desk merges no such thing: somebody should look at it with git."),
    "unrelated": N_("The branch there has no commit in common with the one here."),
    "overtaken": N_("Others push there faster than the desk. It tries again at the next time."),
    "busy": N_("Files changed here all the time. The desk tries again at the next time."),
    "link": N_("A link or a submodule came from there. The desk writes neither: take it over with git."),
    "path": N_("A file came from there that does not belong into a site. Nothing was taken over."),
    "outside": N_("A file outside of the site's folder changed there. The desk writes no such file: take it over with git."),
    "filter": N_("A file came from there that git converts, as Git LFS does. Take it over with git."),
    "stopped": N_("The program ended before it was done."),
}  # fmt: skip
"""Why something does not go on, and what to do."""

STAGES = {
    "read": N_("Reading"), "render": N_("Rendering pages"), "pictures": N_("Making pictures"),
    "cards": N_("Drawing share cards"), "deploy": N_("Uploading"),
}  # fmt: skip
"""The stages of a build and a deploy."""
