"""A model file as a tree of plain text with line numbers: no types are guessed, nothing but data passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Findings, Where
from ..tables.formats import yaml_tree as yamltree

LARGEST = 1_000_000  # characters
BLANK = ("", "~", "null")


@dataclass(frozen=True)
class Tree:
    """A node: text (None: blank), a list or a mapping of nodes, with the line it starts on."""

    value: str | list[Tree] | dict[str, Tree] | None
    line: int
    key_line: int = 0  # the line of the key that holds it

    @property
    def text(self) -> str:
        """The text of a scalar; blank for a blank one and for lists and mappings."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> dict[str, Tree]:
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def entries(self) -> list[Tree]:
        """The entries of a list; a scalar is a list of one, a mapping and a blank of none."""
        if isinstance(self.value, list):
            return self.value
        return [self] if isinstance(self.value, str) else []

    def __iter__(self) -> Iterator[Tree]:
        return iter(self.entries)


def read_tree(text: str, file: str, findings: Findings) -> Tree | None:
    """The tree of a YAML text; None with a problem in ``findings`` where it cannot be read."""
    if len(text) > LARGEST:
        findings.error("model-file", f"The file is longer than {LARGEST:,} characters.", Where(file))
        return None
    before = len(findings.problems)
    root = yamltree.read_tree(text, file, findings)
    if root is not None:
        return _tree(root, 0)
    if len(findings.problems) == before:
        findings.error("model-file", "The file is empty.", Where(file), "Describe a process model in it.")
    return None


def _tree(node: yamltree.Node, key_line: int) -> Tree:
    if isinstance(node, yamltree.Scalar):
        return Tree(None if node.text in BLANK else node.text, node.line, key_line)
    if isinstance(node, yamltree.Sequence):
        return Tree([_tree(item, node.line) for item in node.items], node.line, key_line)
    lines = node.key_lines
    return Tree({key: _tree(item, lines[key]) for key, item in node.items.items()}, node.line, key_line)
