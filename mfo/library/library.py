"""The library of process models and reference data: what mfo ships, and a plant's own on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

from ..errors import Findings, Where
from ..plant.model import Property
from ..plant.names import near_models
from ..writing.ordinary import ordinary
from .datasets import Datasets, EmissionFactor, Row, load_datasets
from .technology import TechnologyModel
from .technology_reader import read_model

BUNDLED = "mfo/models/"
"""What the name of a file of the library itself begins with; those of a plant begin with ``models/``."""


class Models(Mapping[str, TechnologyModel]):
    """Process models by name. A file is read when its model is asked for, and once."""

    def __init__(self, files: Mapping[str, tuple[Path, str]], datasets: Datasets, findings: Findings) -> None:
        self._files, self._datasets, self._findings = files, datasets, findings
        self._read: dict[str, TechnologyModel | None] = {}

    def __getitem__(self, name: str) -> TechnologyModel:
        if name not in self._files:
            raise KeyError(name)
        if name not in self._read:
            path, shown = self._files[name]
            self._read[name] = self._load(name, path, shown)
        model = self._read[name]
        if model is None:
            raise KeyError(name)
        return model

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def _load(self, name: str, path: Path, shown: str) -> TechnologyModel | None:
        try:
            text = ordinary(path).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            message = f"The file cannot be read: {error}."
            self._findings.error("model-file", message, Where(shown), "Save it as YAML in UTF-8.")
            return None
        return read_model(text, name, shown, self._datasets, self._findings)

    def file(self, name: str) -> str:
        """How messages call the file of a model."""
        return self._files[name][1]

    def changed(self, models: Mapping[str, TechnologyModel]) -> Models:
        """The same with other models in place of some."""
        twin = copy(self)
        twin._read = {**self._read, **models}
        return twin

    def with_twin(self, name: str, model: TechnologyModel) -> Models:
        """The same with one model more, which is told as from the file of the model that it is a version of."""
        twin = self.changed({name: model})
        twin._files = {**self._files, name: self._files[model.name]}
        return twin

    def near(self, name: str) -> list[str]:
        """Names that look like ``name``."""
        return near_models(name, self._files)


@dataclass(frozen=True)
class Library:
    """Process models and reference data, with where a plant's own stand (None: the library alone)."""

    models: Models
    datasets: Datasets
    folder: Path | None = None
    findings: Findings = field(default_factory=Findings)

    @classmethod
    def load(cls, folder: Path | None = None, findings: Findings | None = None) -> Library:
        """The library with ``folder``/models/*.yaml and ``folder``/datasets/*.csv on top.

        Problems of files go to ``findings``: those of datasets at once, those of a model file when it is asked for.
        """
        found = findings if findings is not None else Findings()
        datasets = load_datasets(folder, found)
        files = dict(_library_files())
        own = folder / "models" if folder else None
        if own and own.is_dir():
            files.update({path.stem: (path, f"models/{path.name}") for path in sorted(own.glob("*.yaml"))})
        return cls(Models(files, datasets, found), datasets, folder, found)

    def with_model(self, name: str, model: TechnologyModel) -> Library:
        """The library with a version of one of its models under a name of its own."""
        return replace(self, models=self.models.with_twin(name, model))

    def material(self, key: str) -> dict[str, Property]:
        """The properties of a material of the datasets; empty where there is none of that key."""
        return self.datasets.material(key)

    def rows(self, prefix: str = "") -> list[Row]:
        """The rows of the datasets whose key is ``prefix`` or begins with it and a dot."""
        return self.datasets.rows(prefix)

    def emissions(self, key: str) -> list[EmissionFactor]:
        """What one unit of a material or carrier causes, by gas and stage."""
        return self.datasets.emissions(key)

    def exchange_rate(self, source: str, target: str) -> tuple[float, Row | None] | None:
        """Units of ``target`` money for one of ``source``, and the row it follows from; None where there is none."""
        if source == target:
            return 1.0, None
        for first, second, turned in ((source, target, False), (target, source, True)):
            row = self.datasets.row(f"fx.{first.lower()}_{second.lower()}")
            if row is not None and isinstance(row.value, float) and row.value > 0:
                return (1 / row.value if turned else row.value), row
        through = (
            [self.exchange_rate(source, "USD"), self.exchange_rate("USD", target)]
            if "USD" not in (source, target)
            else []
        )
        if len(through) == 2 and through[0] and through[1]:
            return through[0][0] * through[1][0], through[1][1]
        return None

    def price_index(self, currency: str, year: int) -> Row | None:
        """The row of a currency's price index in a year; None where it is not known."""
        return self.datasets.row(f"price_index.{currency.lower()}.{year}")


@lru_cache(maxsize=1)
def _library_files() -> tuple[tuple[str, tuple[Path, str]], ...]:
    folder = Path(str(resources.files("mfo.models")))
    return tuple((path.stem, (path, f"{BUNDLED}{path.name}")) for path in sorted(folder.glob("*.yaml")))
