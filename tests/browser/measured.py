"""What a browser test measures and does not assert, since the machine may be busy: the run says it, a line each."""

import pytest

MEASURED = "measured"


def measured(request: pytest.FixtureRequest, words: str) -> None:
    """Have the run say this in its end; it travels with the test's report."""
    request.node.user_properties.append((MEASURED, words))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured by tests that passed."""
    for report in terminalreporter.stats.get("passed", []):
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, words in report.user_properties:
                if name == MEASURED:
                    terminalreporter.write_line(str(words))
