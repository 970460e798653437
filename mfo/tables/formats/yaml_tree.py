"""YAML as people mean it: mappings, lists and texts with their lines, and none of the language's tricks.

Built from the parser's events, so that anchors, aliases, tags, further documents and deep nesting are refused before
anything is made of them. Scalars stay texts: what ``no``, ``012`` or ``1e3`` mean is for
:func:`mfo.tables.cells.cell_text.resolve`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from ...errors import Findings, Where
from ..cells.cell_text import control_character

DEEPEST = 8

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast


@dataclass(slots=True)
class Scalar:
    """A text and its line, counted from 1."""

    text: str
    line: int


@dataclass(slots=True)
class Sequence:
    """A list."""

    items: list[Node]
    line: int


@dataclass(slots=True)
class Mapping:
    """Keys with what stands under them, in order; keys are unique."""

    items: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    line: int = 1


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """The file holds something that no plant needs."""

    def __init__(self, code: str, message: str, line: int, remedy: str) -> None:
        self.problem = (code, message, line, remedy)
        super().__init__(message)

    def tell(self, shown: str, findings: Findings) -> None:
        """Add it to the findings, at its line of the file ``shown``."""
        code, message, line, remedy = self.problem
        findings.error(code, message, Where(shown, line=line), remedy)


def read_tree(text: str, shown: str, findings: Findings) -> Node | None:
    """The one document of a YAML text; None with the reason among the findings, or where the text holds nothing.

    Duplicate keys are found all at once; whatever else is wrong stops the reading at its line.
    """
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER), shown, findings).document()
    except yaml.MarkedYAMLError as error:
        refused = _too_deep(text, error)
        if refused is None:
            findings.error("yaml-syntax", *_explain(error, text, _error_line(error), shown))
        else:
            refused.tell(shown, findings)
    except yaml.YAMLError as error:
        findings.error("yaml-syntax", f"This is no YAML: {str(error).splitlines()[0]}.", Where(shown), "Mend it.")
    except _RefusedError as refused:
        refused.tell(shown, findings)
    return None


def _too_deep(text: str, error: yaml.MarkedYAMLError) -> _RefusedError | None:
    """The refusal of what is nested too deep before the place where the parser gave up, if that is why.

    The parser looks ahead of the events that it gives, and from some release on refuses depth itself: what stands
    before that place is read again by itself.
    """
    mark = error.problem_mark
    if mark is None or not mark.index:
        return None
    try:
        _Composer(yaml.parse(text[: mark.index], Loader=_LOADER), "", Findings()).document()
    except _RefusedError as refused:
        return refused if refused.problem[0] == "yaml-depth" else None
    except yaml.YAMLError:
        pass
    return None


def _error_line(error: yaml.MarkedYAMLError) -> int | None:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else None


def _explain(error: yaml.MarkedYAMLError, text: str, line: int | None, shown: str) -> tuple[str, Where, str]:
    lines = text.split("\n")
    row = lines[line - 1] if line and line <= len(lines) else ""
    place = Where(shown, line=line)
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return "The line is indented with a tab.", place, "Indent with spaces."
    remedy = "Check indentation, brackets and quotes; quote a text that holds `: ` or ` #` or starts with a sign."
    return f"The line cannot be read as YAML: {error.problem or error.context}.", place, remedy


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Composer:
    """Makes nodes of the parser's events."""

    def __init__(self, events: Iterator[yaml.Event], shown: str, findings: Findings) -> None:
        self.events = events
        self.shown = shown
        self.findings = findings

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    raise _RefusedError("yaml-documents", "A second document starts here.", line, "Keep one per file.")
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._refuse_tricks(event, depth, line)
        if isinstance(event, yaml.ScalarEvent):
            odd = control_character(event.value)
            if odd:
                raise _RefusedError("file-control-character", f"The text holds {odd}.", line, "Delete it.")
            return Scalar(event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(items, line)
        return self._mapping(depth, line)

    def _mapping(self, depth: int, line: int) -> Mapping:
        mapping = Mapping(line=line)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(next(self.events), depth + 1)
            if key.text in mapping.items:
                message = f"The key `{key.text}` stands here again, first in line {mapping.key_lines[key.text]}."
                place = Where(self.shown, line=key.line)
                self.findings.error("key-twice", message, place, "Keep one of them.")
                continue
            mapping.items[key.text] = value
            mapping.key_lines[key.text] = key.line
        return mapping

    def _key(self, event: yaml.Event, depth: int) -> Scalar:
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            raise _RefusedError("yaml-alias", "`<<` merges another part of the file.", line, "Write the values out.")
        key = self._node(event, depth + 1)
        if not isinstance(key, Scalar):
            raise _RefusedError("yaml-key", "A list or mapping stands where a key should.", line, "Write a name.")
        return key

    def _refuse_tricks(self, event: yaml.Event, depth: int, line: int) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise _RefusedError(
                "yaml-alias",
                f"`{sign}{anchor}` is an {'alias' if sign == '*' else 'anchor'}, which plant files do not have.",
                line,
                f"Write the values out; quote a text that starts with {sign}.",
            )
        if tag:
            raise _RefusedError("yaml-tag", f"`{tag}` is a tag, which plant files do not have.", line, "Take it away.")
        if depth > DEEPEST:
            message = f"Lists and mappings are nested more than {DEEPEST} deep."
            raise _RefusedError("yaml-depth", message, line, "A plant needs a table, its rows and their cells.")
