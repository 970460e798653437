"""The verb that looks at a run again: verify."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...translation import say
from ..frame.options import json_option, run_argument
from ..frame.progress import Progress

DIFFERS = 5  # the exit code of an answer that cannot be certified


@click.command()
@run_argument
@click.option("--no-solve", is_flag=True, help="Look at files, sums and balances only; do not plan again.")
@json_option
def verify(run: Path, no_solve: bool, as_json: bool) -> int:
    """Hold the folder RUN against itself: files against their fingerprints, totals against the ledger's lines, every
    pool's balance, every limit, and the answer against a new plan of the inputs that the run holds.

    Exit code 5 where something differs.

    \b
      mfo verify runs/nopalmex-1
      mfo verify runs/nopalmex-1 --no-solve
    """
    from ...verification import plan_again
    from ...verification import verify as verify_run

    with Progress(quiet=as_json) as progress:
        progress("looking at the run")
        checks = verify_run(run, None if no_solve else plan_again)
    differs = any(check.differs for check in checks)
    if as_json:
        record = {
            "status": "differs" if differs else "verified",
            "run": str(run),
            "checks": [{"name": check.name, "differs": list(check.differs)} for check in checks],
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        for check in checks:
            told = "; ".join(check.differs) or say("as told")
            click.echo(f"{say(check.name)}: {told}")
        click.echo(say("Something differs.") if differs else say("Verified."))
    return DIFFERS if differs else 0
