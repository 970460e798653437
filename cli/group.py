"""The group of all verbs, with help that teaches by example and aliases."""

from __future__ import annotations

from gettext import gettext

import click

from ..translation import HELP, LANGUAGES, say, spoken, translated
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
    "new": ("plants.new.new", "Make a plant to start from."),
    "check": ("plants.check.check", "Tell every problem of a plant at once, each at its cell."),
    "optimise": ("plans.optimise.optimise", "Find the best plan and write it to a run folder."),
    "pareto": ("studies.pareto.pareto", "Show what less of one effect costs in another."),
    "sweep": ("studies.sweep.sweep", "Plan each scenario and compare them."),
    "alternatives": ("studies.alternatives.alternatives", "Show what else is nearly as good as the best plan."),
    "breakeven": ("studies.breakeven.breakeven", "Find every value of one number at which the plan changes."),
    "uncertainty": ("studies.uncertainty.uncertainty", "Tell how sure the plan is when cells are not known exactly."),
    "stochastic": ("studies.stochastic.stochastic", "Decide what to build once for several futures."),
    "typical": ("studies.typical.typical", "Tell what typical days err against the whole year."),
    "readings": ("plants.readings.readings", "Take measurements from an export of a weighbridge, a meter or an ERP."),
    "reconcile": ("studies.reconcile.reconcile", "Make measured flows balance; say which readings are suspect."),
    "matches": ("studies.matches.matches", "Find ways between sites that the plant does not have and that would pay."),
    "share": ("studies.share.share", "Say who gains, how owners may share it, and who would pay whom."),
    "split": ("plants.split.split", "Write a workbook for each owner, with its part of a plant only."),
    "merge": ("plants.merge.merge", "Put the parts of a plant together again."),
    "explain": ("plans.explain.explain", "Say why the plan is as it is."),
    "report": ("plans.report.report", "Write the report of a run again, or its Sankey diagram."),
    "compare": ("plans.compare.compare", "Compare runs or plants on a page."),
    "diff": ("plans.diff.diff", "Tell what two plants say differently, cell by cell."),
    "verify": ("plans.verify.verify", "Say whether a run is what mfo wrote, and right."),
    "serve": ("plans.serve.serve", "Open a page on this machine: check, mend, plan, compare without a terminal."),
    "footprint": ("plants.footprint.footprint", "Take a footprint from an EPD, openLCA or Activity Browser."),
    "inventory": ("plans.inventory.inventory", "Write the inventory of a run for openLCA."),
    "convert": ("plants.convert.convert", "Convert a plant between folder, workbook and YAML file."),
    "map": ("plants.map.map_", "Write sites and flows as KML, GeoJSON or shapefile, or take sites from them."),
    "export": ("plans.export.export", "Write the linear program for another solver."),
    "models": ("lookup.models.models", "Show the process models, or one of them as a page."),
    "datasets": ("lookup.datasets.datasets", "Search the reference data; every row says where it comes from."),
    "units": ("lookup.units.units", "Say what a unit or a quantity means."),
    "completion": ("lookup.completion.completion", "Print the script that completes mfo's words in a shell."),
}
"""Where each verb stands, and what it is for in a few words: listing them loads none of them."""
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
        place, meant_for = VERBS[name]
        module, attribute = place.rsplit(".", 1)
        command = getattr(import_module(f".{module}", __package__), attribute)
        if not isinstance(command, click.Command):
            return None
        command.short_help = meant_for
        return in_spoken_language(_speaking(command))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs and what they are for, as click lists them, without importing any."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, translated(words, spoken(), HELP)) for name, (_, words) in VERBS.items()])

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
