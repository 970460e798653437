"""A YAML file as a tree of plain text with line numbers: no types are guessed, nothing but data passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ..errors import Findings, Where

LARGEST = 1_000_000  # characters
DEEPEST = 12

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        message = f"The file is no YAML: {error.problem or error.context}."
        findings.error("yaml-syntax", message, Where(file, None, line), "Check indentation, colons and quotes here.")
        return None
    except (yaml.YAMLError, RecursionError) as error:
        findings.error("yaml-syntax", f"The file is no YAML: {str(error).splitlines()[0]}.", Where(file))
        return None
    if root is None:
        findings.error("model-file", "The file is empty.", Where(file), "Describe a process model in it.")
        return None
    return _Builder(file, findings).build(root, 0, 0)


class _Builder:
    def __init__(self, file: str, findings: Findings) -> None:
        self.file, self.findings, self.seen = file, findings, set[int]()

    def build(self, node: yaml.Node, depth: int, key_line: int) -> Tree | None:
        line = node.start_mark.line + 1
        where = Where(self.file, None, line)
        if id(node) in self.seen or depth > DEEPEST:
            self.findings.error("yaml-alias", "A model file may hold no aliases and no deep nesting.", where)
            return None
        self.seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
            self.findings.error("yaml-tag", f"The tag `{node.tag}` is not allowed.", where, "Leave it out.")
            return None
        if isinstance(node, yaml.ScalarNode):
            blank = node.style is None and node.value in ("", "~", "null")
            return Tree(None if blank else node.value, line, key_line)
        if isinstance(node, yaml.SequenceNode):
            built = [self.build(entry, depth + 1, line) for entry in node.value]
            return Tree([entry for entry in built if entry is not None], line, key_line)
        return Tree(self._mapping(node, depth), line, key_line)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Tree]:
        entries: dict[str, Tree] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            where = Where(self.file, None, line)
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                self.findings.error("yaml-key", "A key must be a plain word.", where)
            elif key.value in entries:
                self.findings.error("key-duplicate", f"`{key.value}` stands twice.", where, "Keep one of them.")
            else:
                built = self.build(value, depth + 1, line)
                if built is not None:
                    entries[key.value] = built
        return entries
