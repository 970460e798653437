"""Options and arguments that several verbs share."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ...sentences import in_language
from ...translation import LANGUAGES, say, spoken

Function = TypeVar("Function", bound=Callable[..., object])


class NumberRange(click.FloatRange):
    """A number within bounds; ``nan``, which is below and above none, is refused."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises :class:`click.BadParameter` where it is none, or lies outside."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(say("{value} is not a number.", value=value), param, ctx)
        return number


plant_argument = click.argument("plant", type=click.Path(path_type=Path))


def written_run(_context: click.Context, _argument: click.Parameter, run: Path) -> Path:
    """A run's folder; where a sweep only keeps what makes its plan, it is written first."""
    if run.exists() or not run.parent.is_dir():
        return run
    from ...scenario_plans import written_run as written

    return written(run)


run_argument = click.argument("run", type=click.Path(path_type=Path), callback=written_run)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
force_option = click.option("--force", is_flag=True, help="Replace what is there already.")
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=spoken,
    show_default="MFO_LANGUAGE, the plant's, LANG, or en",
    help="Language of screen and report.",
)

fix_option = click.option(
    "--fix",
    "fixes",
    multiple=True,
    metavar="TEXT",
    help='A decision that is held, e.g. "digester = 0" or "route: landfill = 0"; `mfo optimise` tells its price. '
    "May be repeated.",
)


def share(text: str, option: str) -> float:
    """A share between 0 and 1, typed as ``0.01`` or ``1 %``. Raises UsageError for anything else."""
    from ...units import UnitError, parse_quantity

    try:
        value, unit = parse_quantity(text)
    except UnitError as error:
        message = f"{in_language(error.message, spoken())} {say('Write a share such as 0.01 or 1 %.')}"
        raise click.UsageError(f"{option}: {message}") from error
    if not unit.is_plain or not 0 <= value * unit.factor < 1:
        wrong = "{option} is {text}, where a share from 0 to below 1 is wanted, such as 0.01 or 1 %."
        raise click.UsageError(say(wrong, option=option, text=text))
    return value * unit.factor


def in_order(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Several objectives as one text in order of priority; None where none is given."""
    return "; ".join(values) or None


def question_options(function: Function) -> Function:
    """The options that say what to optimise: objective, limits, scenario."""
    for option in (
        click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names."),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="TEXT",
            help='A bound beside the plant\'s own, e.g. "emissions <= 500 t_CO2e/year". May be repeated.',
        ),
        fix_option,
        click.option(
            "--minimise",
            "--minimize",
            metavar="EFFECT",
            multiple=True,
            callback=in_order,
            help="cost, emissions, landfilled, a gas, or an effect of the plant's own (default: the plant's setting). "
            "Repeated: what to make least next, the first held.",
        ),
    ):
        function = option(function)
    return function


library_option = click.option(
    "--plant", type=click.Path(path_type=Path), metavar="PLANT", help="Add the plant's own models and datasets."
)
