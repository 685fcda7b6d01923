"""What the service has survived: each test of a bad day says so in its end, and the run says it in one line.

A case counts only if its test passed and left nothing hanging; it travels with the test's report, so that tests side
by side are counted together.
"""

import pytest

SURVIVED, FIGURE = "survived", "figure"
_said: list[tuple[str, str]] = []
_figures: list[str] = []


def survived(kind: str, step: str) -> None:
    """A fault of this kind, at this step, did no harm. For the end of a test, in words that are read in a list."""
    _said.append((kind, step))


def figure(line: str) -> None:
    """Something a test has measured, for the end of the run; told of a test that failed, too."""
    _figures.append(line)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Send along what the test has said."""
    if call.when == "call":
        item.user_properties += [(SURVIVED, case) for case in _said]
        item.user_properties += [(FIGURE, line) for line in _figures]
        _said.clear()
        _figures.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line: how many kinds of fault, at how many steps."""
    reports = [
        report
        for name in ("passed", "failed", "error")
        for report in terminalreporter.stats.get(name, [])
        if isinstance(report, pytest.TestReport)
    ]
    for report in reports:
        for name, line in report.user_properties if report.when == "call" else ():
            if name == FIGURE:
                terminalreporter.write_line(str(line))
    told = [(report, case) for report in reports if report.when == "call" for case in _cases(report)]
    if not told:
        return
    # A test that fails seldom comes to its end to say so: it counts by the company it keeps.
    files = {_file(report) for report, _ in told}
    in_vain = {report.nodeid for report in reports if not report.passed and _file(report) in files}
    cases = {case for report, case in told if report.nodeid not in in_vain}
    kinds, steps = {kind for kind, _ in cases}, {step for _, step in cases}
    ending = f"but {len(in_vain)} tests of faults failed" if in_vain else "all survived"
    terminalreporter.write_line(
        f"faults: {len(kinds)} kinds × {len(steps)} steps ({len(cases)} different cases), {ending}"
    )


def _file(report: pytest.TestReport) -> str:
    return report.nodeid.partition("::")[0]


def _cases(report: pytest.TestReport) -> list[tuple[str, str]]:
    return [(case[0], case[1]) for name, case in report.user_properties if name == SURVIVED]  # type: ignore[index]
