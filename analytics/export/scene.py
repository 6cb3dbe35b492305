"""A drawing as plain shapes on a plane, to be written as SVG or PDF. Lengths are points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from analytics.export import fonts

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """Straight; dashes are the lengths of stroke and gap."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1
    dashes: float = 0


@dataclass(frozen=True, slots=True)
class Polygon:
    points: tuple[tuple[float, float], ...]
    fill: str
    stroke: str = ""
    stroke_width: float = 0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = "start"

    @property
    def width(self) -> float:
        return fonts.width(self.text, self.size, bold=self.bold)

    @property
    def left(self) -> float:
        match self.anchor:
            case "start":
                return self.x
            case "middle":
                return self.x - self.width / 2
            case "end":
                return self.x - self.width


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to an address."""

    x: float
    y: float
    width: float
    height: float
    address: str


Shape = Rectangle | Line | Polygon | Text | Link


@dataclass(slots=True)
class Scene:
    """Shapes, the first at the back. ``title`` and ``description`` say what is drawn."""

    width: float
    height: float
    title: str
    description: str = ""
    paper: str = "#ffffff"
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        self.shapes.extend(shapes)

    def write(
        self,
        text: str,
        box: tuple[float, float, float],
        size: float,
        colour: str,
        *,
        bold: bool = False,
        most: int = 99,
    ) -> float:
        """Break a text into a box (left, top, width); return where it ends, downwards.

        What needs more lines than ``most`` is set smaller, down to two thirds of the size.
        """
        left, top, room = box
        broken, size = fonts.fitted(text, size, room, bold=bold, most=most)
        for place, line in enumerate(broken):
            self.add(Text(left, top + size * (1 + 1.3 * place), line, size, colour, bold))
        return top + size * 1.3 * len(broken)

    def svg(self, *, carries_fonts: bool) -> str:
        """The drawing as SVG; with its fonts it looks alike on any machine."""
        style = f"<style>{fonts.faces()}</style>" if carries_fonts else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} '
            f'{_n(self.height)}" width="{_n(self.width)}" height="{_n(self.height)}" '
            f'role="group" aria-label="{escape(self.title)}" '
            f"font-family=\"'{fonts.FAMILY}', '{fonts.SHAPES_FAMILY}', sans-serif\">"
            f"{style}<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>"
            f'<rect width="100%" height="100%" fill="{self.paper}"/>'
            f"{''.join(_svg(self.shapes))}</svg>"
        )


def _svg(shapes: Iterable[Shape]) -> Iterable[str]:
    for shape in shapes:
        match shape:
            case Rectangle(x, y, width, height, fill):
                yield (
                    f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
                    f'fill="{fill}"/>'
                )
            case Line(x1, y1, x2, y2, colour, width, dashes):
                dash = f' stroke-dasharray="{_n(dashes)}"' if dashes else ""
                yield (
                    f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
                    f'stroke="{colour}" stroke-width="{_n(width)}"{dash}/>'
                )
            case Polygon(points, fill, stroke, stroke_width):
                edge = f' stroke="{stroke}" stroke-width="{_n(stroke_width)}"' if stroke else ""
                corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
                yield f'<polygon points="{corners}" fill="{fill}"{edge}/>'
            case Text():
                weight = ' font-weight="600"' if shape.bold else ""
                anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
                yield (
                    f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" '
                    f'fill="{shape.colour}"{weight}{anchor}>{escape(shape.text)}</text>'
                )
            case Link(x, y, width, height, address):
                yield (
                    f'<a href="{escape(address)}" aria-label="{escape(address)}">'
                    f'<rect x="{_n(x)}" y="{_n(y)}" '
                    f'width="{_n(width)}" height="{_n(height)}" fill-opacity="0"/></a>'
                )


def _n(length: float) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".")
