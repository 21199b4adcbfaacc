"""Pictures that no story shows any more leave the output, whatever else changes in the same build."""

from pathlib import Path

import pytest

from tests.support import TEMPLATES, Site, tree
from tests.support.pictures import png


@pytest.mark.parametrize("beside", ["nothing", "a template", "the settings"])
def test_a_replaced_picture_leaves(tmp_path: Path, beside: str) -> None:
    """With a template changed, every story is rendered anyway and was not asked for what it had."""
    site = Site(tmp_path / "site")
    site.write("content/p.png", png(4, 3))
    site.story("one", image="{src: p.png, alt: صورة}")
    site.story("two")
    site.build()
    (before,) = (path for path in tree(site.output) if path.startswith("media/"))
    site.write("content/p.png", png(5, 3))
    if beside == "a template":
        site.write("templates/article.html", TEMPLATES["article.html"] + " ")
    elif beside == "the settings":
        site.write("site.yml", site.settings.replace("صحيفة", "جريدة"))
    report = site.build()
    (after,) = (path for path in tree(site.output) if path.startswith("media/"))
    assert after != before
    assert report.deleted == (before,)
