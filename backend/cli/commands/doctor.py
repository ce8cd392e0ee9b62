"""`branchpoint doctor`: what is wrong with this installation, and what to do about it."""

from dataclasses import asdict

import typer

from backend.cli.health_checks import Finding, examine
from backend.cli.terminal.failure import ExitCode
from backend.cli.terminal.output import AsJson, say, say_json
from backend.private import keep_from_others


def doctor(*, as_json: AsJson = False) -> None:
    """Check this installation. Ends with status 1 when something is wrong."""
    # It tries whether folders can be written, and makes what is missing.
    keep_from_others()
    findings: list[Finding] = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            say(_line(finding))
    if as_json:
        say_json({"findings": [asdict(finding) for finding in findings]})
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(ExitCode.FAILED)


def _line(finding: Finding) -> str:
    line = f"{finding.state:<5} {finding.subject:<10} {finding.message}"
    return f"{line}\n      {'':<10} -> {finding.remedy}" if finding.remedy else line
