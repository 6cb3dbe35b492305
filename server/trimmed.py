"""Plotly's part of Streamlit's scripts, without the kinds of chart that no page draws.

Plotly is built of modules that know each other by name only::

    Xy=_({"src/traces/sankey/plot.js"(e,t){…}}),

and its index registers one module for each kind of chart. With fewer registered, most modules are
asked for by nobody. They are left out; what is left is Plotly as Streamlit has it, byte by byte.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.compressed import digest

DRAWN = ("bar", "histogram", "scatter")
"""The kinds of our charts. A browser that has a script of fewer kinds keeps it for a day."""

LOOKED_THROUGH = "8cb9b72292d50f4ac26b35921c6209897f2a946d03214aa63214e86f129a8cb1"
"""SHA-256 of the script in which it was seen that nothing needed is left out: development.md."""

_OF_ALL = frozenset({"scatter"})
"""Registered by Plotly's core and not by its index."""

_LOADER = re.compile(r'=([\w$]+)\(\{"src/version\.js"\(')
_INDEX = re.compile(r'"lib/index\.js"\([^)]*\)\{[^[]*\.register\(\[([^\]]*)\]\)')
_NAME = re.compile(r"(?<![\w$.])[\w$]+\Z")
_LONGEST_NAME = 12
_END = "}}),"

log = logging.getLogger("district")


class UnknownFormError(Exception):
    """The script is not built as we know it: it came with another version of Streamlit."""


@dataclass(frozen=True, slots=True)
class _Module:
    name: str
    path: str
    start: int
    end: int


def plotly(content: bytes) -> bytes:
    """What is served for Plotly's part: trimmed, or whole where nobody has looked through it."""
    if digest(content) != LOOKED_THROUGH:
        log.warning("plotly's part of streamlit is not the one that is known: it is sent whole")
        return content
    return trimmed(content.decode()).encode()


def trimmed(script: str, kinds: Sequence[str] = DRAWN) -> str:
    """The script with Plotly's core and these kinds of chart. Raises :class:`UnknownFormError`."""
    modules = _modules(script)
    index = _INDEX.search(script, modules[-1].end)
    if index is None:
        raise UnknownFormError("lib/index.js")
    names = {module.path: module.name for module in modules}
    try:
        registered = [names[f"lib/{kind}.js"] for kind in kinds if kind not in _OF_ALL]
    except KeyError as error:
        raise UnknownFormError(error.args[0]) from error
    told = ",".join(f"{name}()" for name in registered)
    script = script[: index.start(1)] + told + script[index.end(1) :]
    needed = _needed(script, modules)
    return "".join(_without(script, [module for module in modules if module.name not in needed]))


def _modules(script: str) -> list[_Module]:
    """Those that end where the next begins; with anything between, they are not taken for one."""
    loader = _LOADER.search(script)
    if loader is None:
        raise UnknownFormError("src/version.js")
    begins = re.compile(rf'={re.escape(loader[1])}\(\{{"([^"]+)"\(')
    found = [(_name_before(script, m.start()), m[1], m.start()) for m in begins.finditer(script)]
    starts = [place - len(name) for name, _, place in found]
    return [
        _Module(name, path, start, following)
        for (name, path, _), start, following in zip(found, starts, starts[1:], strict=False)
        if name and script.endswith(_END, start, following)
    ]


def _needed(script: str, modules: Sequence[_Module]) -> frozenset[str]:
    """The modules that the rest of the script asks for, and those that these ask for."""
    by_name = {module.name: module for module in modules}
    needed: set[str] = set()
    to_look_through = list(_without(script, modules))
    while to_look_through:
        for name in _asked_for(to_look_through.pop()):
            if name in by_name and name not in needed:
                needed.add(name)
                to_look_through.append(script[by_name[name].start : by_name[name].end])
    return frozenset(needed)


def _asked_for(text: str) -> Iterator[str]:
    """The names of what is called with nothing, as every module is."""
    place = text.find("()")
    while place >= 0:
        yield _name_before(text, place)
        place = text.find("()", place + 2)


def _name_before(text: str, place: int) -> str:
    """The name that ends at a place; empty where none does, or one of a property."""
    found = _NAME.search(text[max(0, place - _LONGEST_NAME) : place])
    return found[0] if found else ""


def _without(script: str, modules: Sequence[_Module]) -> Iterator[str]:
    place = 0
    for module in modules:
        yield script[place : module.start]
        place = module.end
    yield script[place:]
