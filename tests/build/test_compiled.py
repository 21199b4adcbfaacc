"""Templates are compiled once for all workers and builds, and what is damaged or somebody else's on the disk is not run."""

import marshal
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2.bccache import Bucket

from newsgen.build import compiled, render
from newsgen.build.compiled import CompiledTemplates
from newsgen.build.render import Workshop, compile_templates, renderer
from newsgen.build.run import Report
from newsgen.pages.kinds import BY_NAME, KINDS, OF_EVERY_ARCHIVE
from newsgen.site import settings_file
from newsgen.site.layout import COMPILED, state_folder, theme
from newsgen.site.settings import Settings
from newsgen.theme import templates
from newsgen.theme.engine import Template, bare_environment
from tests.support import SETTINGS, Site, tree

SOURCES = {
    "page.html": Template("{% include 'part.html' %}{{ 1 + 1 }}", "templates/page.html"),
    "part.html": Template("part,", "templates/part.html"),
    "other.html": Template("other", "templates/other.html"),
}


def rendered(folder: Path, basis: bytes = b"basis") -> str:
    """The page of ``SOURCES`` by an environment of its own, as in another process."""
    environment = bare_environment(SOURCES)
    environment.bytecode_cache = CompiledTemplates(str(folder), basis)
    return environment.get_template("page.html").render()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the templates that are compiled, because their files were of no use."""
    found: list[str] = []
    real = CompiledTemplates.dump_bytecode

    def dump(self: CompiledTemplates, bucket: Bucket) -> None:
        found.append(bucket.key)
        real(self, bucket)

    monkeypatch.setattr(CompiledTemplates, "dump_bytecode", dump)
    return found


def test_a_template_is_compiled_once(tmp_path: Path, written: list[str]) -> None:
    assert rendered(tmp_path) == rendered(tmp_path) == "part,2"
    assert sorted(written) == sorted(path.name for path in tmp_path.iterdir())
    assert len(written) == 2
    assert rendered(tmp_path, b"other settings") == "part,2"
    assert len(written) == 4, "the files are of other settings"


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def of_another_template(path: Path) -> None:
    environment = bare_environment(SOURCES)
    environment.bytecode_cache = CompiledTemplates(str(path.parent), b"basis")
    environment.get_template("other.html")
    shutil.copy(path.parent / environment.bytecode_cache.get_cache_key("other.html", "templates/other.html"), path)


def no_code(path: Path) -> None:
    path.write_bytes(marshal.dumps("no code"))


def a_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link(path: Path) -> None:
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


def written_by_others(path: Path) -> None:
    path.chmod(0o666)


DAMAGES: tuple[Callable[[Path], None], ...] = (
    emptied, cut, longer, flipped, of_another_template, no_code, a_folder, a_pipe, a_link, written_by_others,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_compiled_again(damage: Callable[[Path], None], tmp_path: Path, written: list[str]) -> None:
    rendered(tmp_path)
    for path in [tmp_path / key for key in written]:
        damage(path)
    before = len(written)
    assert rendered(tmp_path) == "part,2"
    assert len(written) > before
    if damage is not a_folder:  # which nobody deletes
        before = len(written)
        assert rendered(tmp_path) == "part,2"
        assert len(written) == before


def test_a_file_of_another_user_is_not_run(tmp_path: Path, written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each user has files of their own; one that another user put in their place is compiled again."""
    rendered(tmp_path)
    ours = set(written)
    monkeypatch.setattr(compiled, "_USER", compiled._USER + 1)
    assert rendered(tmp_path) == "part,2"
    assert ours.isdisjoint(written[2:])
    assert rendered(tmp_path) == "part,2"
    assert len(written) == 6, "these files belong to the user before"


def test_a_folder_that_nobody_may_write_to(tmp_path: Path, written: list[str]) -> None:
    assert rendered(tmp_path / "missing") == "part,2"
    assert not (tmp_path / "missing").exists()


def test_what_a_killed_writer_left_is_in_nobodys_way(tmp_path: Path, written: list[str]) -> None:
    rendered(tmp_path)
    for key in list(written):
        (tmp_path / key).rename(tmp_path / f"{key}.{os.getpid()}")
    rendered(tmp_path)
    rendered(tmp_path)
    assert rendered(tmp_path) == "part,2"
    assert {path.name for path in tmp_path.iterdir()} == set(written)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    settings: Settings | None = settings_file.read(SETTINGS.encode())[0]
    assert settings is not None
    sources, _ = templates.load(tmp_path, theme())
    yield Workshop(sources, settings.of_pages, str(tmp_path))
    render._thread.__dict__.clear()


def test_workers_find_the_templates_compiled(workshop: Workshop, written: list[str]) -> None:
    """What a forked worker has in memory, and others on the disk: the templates of all common kinds of page, with all that
    they draw in."""
    compile_templates(workshop)
    environment = renderer(workshop).environment
    assert environment.cache is not None
    names = {key[1] for key in environment.cache}
    assert len(written) == len(names)
    for kind in OF_EVERY_ARCHIVE:
        waiting, seen = [BY_NAME[kind].template], set[str]()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            waiting += {
                one for one in templates._references(name, workshop.sources[name])[0] if one in workshop.sources
            } - seen
        assert seen <= names, kind
    assert len(names) < len(workshop.sources), "what few sites need waits for its page"


def test_a_template_that_cannot_be_compiled_waits_for_its_page(workshop: Workshop) -> None:
    broken = dict(workshop.sources) | {
        kind.template: Template("{{ a" + ".b" * 5_000 + " }}", "templates/deep.html") for kind in KINDS
    }
    with pytest.raises(RecursionError):
        bare_environment(broken).get_template(next(iter(KINDS)).template)
    compile_templates(Workshop(broken, workshop.settings, workshop.cache))


def test_two_outputs_of_one_site_do_not_drive_out_each_others_templates(tmp_path: Path, written: list[str]) -> None:
    """A preview and a site have different settings: their base address."""
    site = Site(tmp_path / "site")
    site.story("one")

    def preview() -> Report:
        return site.build(tmp_path / "preview", base_url="http://preview.invalid/")

    assert site.build().published
    assert preview().published
    assert written
    written.clear()
    site.story("one", title="عنوان آخر")
    assert site.build().rendered
    assert preview().rendered
    assert not written
    shutil.rmtree(state_folder(site.root, site.output) / COMPILED)
    before = tree(site.output)
    (site.output / "index.html").unlink()
    (site.output / ".newsgen").unlink()
    assert site.build().published
    assert tree(site.output) == before
    assert written


@pytest.mark.parametrize("there", [lambda path: path.write_text("a file"), lambda path: path.symlink_to("nowhere")])
def test_a_build_goes_on_without_the_folder(there: Callable[[Path], None], tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    assert site.build().published
    folder = state_folder(site.root, site.output) / COMPILED
    shutil.rmtree(folder)
    there(folder)
    site.story("one", title="عنوان آخر")
    report = site.build()
    assert report.published
    assert not report.problems
    assert "عنوان آخر" in (site.output / "index.html").read_text("utf-8")
