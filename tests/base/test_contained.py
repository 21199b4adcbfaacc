"""Files in folders into which others may write: a line more, and a file where none lies."""

import errno
import os
from pathlib import Path

import pytest

from newsgen.base.contained import append_line, create_file, opened_folder


def test_lines_are_added_and_a_torn_one_takes_no_other_with_it(tmp_path: Path) -> None:
    with opened_folder(tmp_path, "") as folder:
        append_line(folder, "saves", b"one", mode=0o600)
        append_line(folder, "saves", b"two", mode=0o600)
        assert (tmp_path / "saves").read_bytes() == b"one\ntwo\n"
        assert (tmp_path / "saves").stat().st_mode & 0o777 == 0o600
        (tmp_path / "saves").write_bytes(b"one\ntw")
        append_line(folder, "saves", b"three")
    assert (tmp_path / "saves").read_bytes() == b"one\ntw\nthree\n"


def test_a_file_is_created_once_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    with opened_folder(tmp_path, "") as folder:
        assert create_file(folder, "new", b"first")
        assert not create_file(folder, "new", b"second")
        assert not create_file(folder, "link", b"ours")
        with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
            append_line(folder, "link", b"ours")
    assert (tmp_path / "new").read_bytes() == b"first"
    assert (tmp_path / "outside").read_bytes() == b"theirs"
