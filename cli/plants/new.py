"""The verb to start from: new."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ...translation import say
from ..frame.run import tell_problems

EXAMPLES = ("starter", "nopalmex", "nopalmex-hourly", "park", "municipality")


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from", "example", type=click.Choice(EXAMPLES), default="starter", show_default=True, help="The example to copy."
)
@click.option(
    "--language",
    type=click.Choice(["en", "es"]),
    default=None,
    help="Language of a workbook's sheets and heads.",
)
def new(target: Path, example: str, language: str | None) -> None:
    """Make a plant in DIR from an example; a workbook to fill in, if DIR ends in .xlsx.

    The workbook has every sheet, with lists to choose from, a note on each head, and examples in grey.

    \b
      mfo new my-plant
      mfo new my-plant --from nopalmex
      mfo new my-plant.xlsx --from park
      mfo new mi-planta.xlsx --language es
    """
    from importlib.resources import as_file, files

    from ...errors import Problem, UsageError, Where
    from ...tables.conversion import convert as convert_plant

    if target.exists():
        place, remedy = Where(str(target)), "Choose another name; `new` replaces nothing."
        raise UsageError(Problem("target-exists", "This is there already.", place, remedy))
    with as_file(files("mfo.examples") / example) as folder:
        if not Path(folder).is_dir():
            raise click.UsageError(say("The example `{name}` is not installed with this version.", name=example))
        if target.suffix.lower() == ".xlsx":
            _form(Path(folder), target, language or "en")
        elif language:
            raise click.UsageError(say("--language is of workbooks: name one that ends in .xlsx."))
        elif target.suffix:
            tell_problems(convert_plant(Path(folder), target))
        else:
            _copy(Path(folder), target)
    click.echo(say("Wrote {path}. Next: mfo check {path}, then mfo optimise {path}.", path=target))


def _form(folder: Path, target: Path, language: str) -> None:
    """Write an example as a workbook to fill in; as a whole or not at all."""
    from ...tables.read_tables import read_tables
    from ...template.template_workbook import write_template
    from ...writing.whole import whole_file

    tables = read_tables(folder)
    with whole_file(target, False) as part:
        write_template(tables, part, language)


def _copy(folder: Path, target: Path) -> None:
    """Copy an example as it stands, its comments and its page included; as a whole or not at all."""
    from shutil import copytree, ignore_patterns

    from ...plan.run_folder import replace_folder

    def fill(made: Path) -> None:
        copytree(folder, made, dirs_exist_ok=True, ignore=ignore_patterns("__pycache__"))
        page = made / "README.md"
        if page.is_file():
            page.write_text(_own_page(page.read_text(encoding="utf-8"), folder.name, target), encoding="utf-8")

    replace_folder(target, False, fill)


def _own_page(text: str, example: str, target: Path) -> str:
    """An example's page for its copy: its commands name the copy, and what the copy does not bring is no link."""
    name = target.as_posix()
    text = text.replace(f"examples/{example}", f'"{name}"' if " " in name else name)
    return re.sub(r"\[([^]]*)\]\(\.\./[^)]*\)", r"\1", text)
