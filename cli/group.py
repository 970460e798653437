"""The group of all verbs, with help that teaches by example and aliases."""

from __future__ import annotations

import click

from ..translation import LANGUAGES, say
from .frame.spoken_help import in_spoken_language

EPILOG = """
\b
A first plan, from an example plant:
  mfo new my-plant --from nopalmex
  mfo check my-plant
  mfo optimise my-plant
\b
Then ask for more:
  mfo optimise my-plant --limit "emissions <= 1200 t_CO2e/year" --out capped
  mfo explain capped
  mfo convert my-plant my-plant.xlsx
\b
Exit codes: 0 done; 2 wrong command line; 3 the plant is wrong; 4 no plan can satisfy the limits;
5 the solver gave no certified answer; 1 a defect of mfo.
"""

VERBS = {
    "new": "plants.new.new",
    "check": "plants.check.check",
    "optimise": "plans.optimise.optimise",
    "pareto": "studies.pareto.pareto",
    "sweep": "studies.sweep.sweep",
    "alternatives": "studies.alternatives.alternatives",
    "breakeven": "studies.breakeven.breakeven",
    "uncertainty": "studies.uncertainty.uncertainty",
    "stochastic": "studies.stochastic.stochastic",
    "typical": "studies.typical.typical",
    "readings": "plants.readings.readings",
    "reconcile": "studies.reconcile.reconcile",
    "matches": "studies.matches.matches",
    "share": "studies.share.share",
    "split": "plants.split.split",
    "merge": "plants.merge.merge",
    "explain": "plans.explain.explain",
    "report": "plans.report.report",
    "compare": "plans.compare.compare",
    "diff": "plans.diff.diff",
    "verify": "plans.verify.verify",
    "serve": "plans.serve.serve",
    "footprint": "plants.footprint.footprint",
    "inventory": "plans.inventory.inventory",
    "convert": "plants.convert.convert",
    "map": "plants.map.map_",
    "export": "plans.export.export",
    "models": "lookup.models.models",
    "datasets": "lookup.datasets.datasets",
    "units": "lookup.units.units",
    "completion": "lookup.completion.completion",
}
ALIASES = {"optimize": "optimise"}


class VerbGroup(click.Group):
    """Verbs in the order of a user's day, imported when called; unknown ones get the nearest names."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs, without aliases."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The verb of that name or alias."""
        from importlib import import_module

        name = ALIASES.get(name, name)
        if name not in VERBS:
            return None
        module, attribute = VERBS[name].rsplit(".", 1)
        command = getattr(import_module(f".{module}", __package__), attribute)
        return in_spoken_language(_speaking(command)) if isinstance(command, click.Command) else None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion where the verb is misspelt."""
        if args and self.get_command(context, args[0]) is None and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], [*VERBS, *ALIASES], n=2)
            hint = say("Did you mean {names}?", names=f" {say('or')} ".join(near)) if near else say("See mfo --help.")
            raise click.UsageError(f"{say('There is no verb `{name}`.', name=args[0])} {hint}", context)
        return super().resolve_command(context, args)


def _speaking(command: click.Command) -> click.Command:
    """The verb with an option for the language that is spoken, where it has none; :mod:`mfo.cli.frame.run` obeys it."""
    if not any(parameter.name == "language" for parameter in command.params):
        text = "Language of what is told (default: MFO_LANGUAGE, LANG)."
        option = click.Option(["--language"], type=click.Choice(LANGUAGES), expose_value=False, help=text)
        command.params.append(option)
    return command


def _tell_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        import mfo

        click.echo(f"mfo {mfo.__version__}")
        context.exit()


@click.group(
    cls=VerbGroup,
    name="mfo",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--version", is_flag=True, callback=_tell_version, expose_value=False, is_eager=True, help="The version.")
def command_line() -> None:
    """Decide what goes where in a circular economy: reuse, remanufacture, recycling, biogas, compost, landfill.

    PLANT is a folder with plant.yaml, a workbook (.xlsx) or a single YAML file. Results go to the screen in short and
    to a run folder in full.
    """
