"""Properties draw their examples at once: what Hypothesis reads of the code, it has read before."""

import pytest
from hypothesis.internal.conjecture import providers


@pytest.mark.hypothesis
def test_the_constants_of_the_code_are_read_before_anything_is_drawn() -> None:
    # then this property, were it one, would not be said to draw slowly: whatever is loaded was looked at
    assert providers._sys_modules_len is not None
