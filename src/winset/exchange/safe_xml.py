"""XML read safely: no document type, no entities, bounded size, depth and count of elements."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from winset.exchange.scenario import read_text, wrong

MOST_ELEMENTS = 500_000
MOST_DEPTH = 60


@dataclass(frozen=True)
class Element:
    """An XML element with the line it starts on."""

    tag: str
    attributes: dict[str, str]
    children: tuple[Element, ...]
    line: int

    def all(self, tag: str) -> tuple[Element, ...]:
        """Return the children with this tag."""
        return tuple(c for c in self.children if c.tag == tag)


def read_xml(path: Path) -> Element:
    """Return the root element of an XML file, or a CaseError with the line.

    Document types are refused, and with them every way to name a file, a network address or an expanding
    entity.
    """
    text = read_text(path)
    parser = expat.ParserCreate()
    open_elements: list[tuple[str, dict[str, str], list[Element], int]] = [("", {}, [], 0)]
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(open_elements) > MOST_DEPTH:
            raise wrong(path.name, parser.CurrentLineNumber, "", "the file has too many or too deeply nested elements")
        open_elements.append((tag, attributes, [], parser.CurrentLineNumber))

    def end(_: str) -> None:
        tag, attributes, children, line = open_elements.pop()
        open_elements[-1][2].append(Element(tag, attributes, tuple(children), line))

    def refuse(*_: object) -> int:
        raise wrong(
            path.name,
            parser.CurrentLineNumber,
            "",
            "document types and entities are not accepted in XML files",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise wrong(path.name, error.lineno, "", f"this is not well-formed XML: {expat.ErrorString(error.code)}") from error
    return open_elements[0][2][0]
