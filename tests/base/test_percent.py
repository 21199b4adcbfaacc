"""Percent-encoding is that of the standard library."""

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsgen.base.percent import encoded


@given(st.text(), st.sampled_from(["", "/", "/#?&=~!$'()*+,;:@%", "]^-\\"]))
@example("/topics/المياه الجوفية/؟q=1%20", "/")
@example("\x00\x7f\n~-._", "")
def test_as_the_standard_library_encodes(text: str, safe: str) -> None:
    assert encoded(text, safe) == quote(text, safe=safe)


def test_half_a_pair_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encoded("\ud800")
