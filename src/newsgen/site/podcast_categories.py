"""The categories of podcast directories, as Apple's list of 2019 has them: https://podcasters.apple.com/support/1691"""

from ..base.problems import N_, Problem, warning

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "History": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": ("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
"""Each category with those below it."""


def unknown_category(category: str, subcategory: str) -> tuple[Problem, str] | None:
    """A warning, without a position, for a category that directories do not know, with the key that is wrong; else None.

    A ``subcategory`` must stand below its ``category``. Both may be empty.
    """
    if category and category not in CATEGORIES:
        return _unknown("category", category, CATEGORIES), "category"
    below = CATEGORIES.get(category, ())
    if subcategory and subcategory not in below:
        return _unknown("subcategory", subcategory, below), "subcategory"
    return None


def _unknown(key: str, written: str, known: "dict[str, tuple[str, ...]] | tuple[str, ...]") -> Problem:
    import difflib  # only faults need it

    lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(written.lower(), lower, n=1, cutoff=0.6)
    hint = N_("Did you mean “{near}”?") if near else N_("Choose one of: {known}.")
    if not known:
        hint = N_("Leave the line out: nothing stands below this category.")
    return warning(
        "unknown-category", N_("Podcast directories know no category “{written}” here."), hint,
        written=written[:60], near=lower[near[0]] if near else "", known=", ".join(known),
    )  # fmt: skip
