"""A line with its name over all bars of a chart that PowerPoint edits, as the chart's own shape."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from analytics.charts import LIGHT, Reference
from analytics.export import fonts
from analytics.export.geometry import Box
from analytics.export.powerpoint_dress import C

_NAME = 11
"""Points, of the letters of the line's name."""


class Room:
    """Where the bars stand in a chart with a line across: shares of its width and height."""

    def __init__(
        self, box: Box, reference: Reference | None, *, lying: bool, has_legend: bool
    ) -> None:
        self.box, self.lying = box, lying
        beside = fonts.width(reference.label, _NAME) + 22 if reference else 8
        head, foot = (22.0, 44.0) if lying else (8.0, 46.0)
        self.left, self.right = (0.34, 0.97) if lying else (62 / box.width, 1 - beside / box.width)
        self.top = (head + (24 if has_legend else 0)) / box.height
        self.foot = 1 - foot / box.height

    @property
    def along(self) -> float:
        """Points that the scale has."""
        if self.lying:
            return (self.right - self.left) * self.box.width
        return (self.foot - self.top) * self.box.height


class Across:
    """The line across the bars."""

    def __init__(self, reference: Reference, end: float, room: Room) -> None:
        self.name, self.room = reference.label, room
        self.share = float(reference.value) / end
        """Of the scale, from zero."""


def draw_across(native: Any, across: Across) -> None:
    """A line over all bars with its name, as the chart's own shape; the bars get a fixed place.

    PowerPoint has no series that is drawn upright over lying bars, and none that reaches over the
    first and the last column.
    """
    room, box = across.room, across.room.box
    layout = parse_xml(
        f"<c:layout {C}><c:manualLayout><c:layoutTarget val='inner'/><c:xMode val='edge'/>"
        f"<c:yMode val='edge'/><c:x val='{room.left:.5f}'/><c:y val='{room.top:.5f}'/>"
        f"<c:w val='{room.right - room.left:.5f}'/><c:h val='{room.foot - room.top:.5f}'/>"
        "</c:manualLayout></c:layout>"
    )
    area = native._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, layout)
    wide = fonts.width(across.name, _NAME) + 12
    if room.lying:
        x = room.left + across.share * (room.right - room.left)
        half, head = wide / box.width / 2, room.top - 4 / box.height
        line = (x, head, x, room.foot)
        name = (x - half, head - 16 / box.height, x + half, head)
    else:
        y = room.foot - across.share * (room.foot - room.top)
        half, begin = 8 / box.height, room.right + 5 / box.width
        line = (room.left, y, room.right, y)
        name = (begin, y - half, begin + wide / box.width, y + half)
    _add_shapes(native, across.name, line, name)


_Ends = tuple[float, float, float, float]
"""Left, top, right, foot."""


def _add_shapes(native: Any, text: str, line: _Ends, name: _Ends) -> None:
    """A drawing on the chart; places are shares of its size."""
    shapes = etree.fromstring(_ACROSS)
    for anchor, ends in zip(shapes, (line, name), strict=True):
        for corner, (x, y) in zip(anchor[:2], (ends[:2], ends[2:]), strict=True):
            corner[0].text, corner[1].text = f"{x:.5f}", f"{y:.5f}"
    shapes.find(f".//{{{_A}}}t").text = text
    part = native.part
    place = PackURI(f"/ppt/drawings/drawing{part.partname.idx or 1}.xml")
    blob = etree.tostring(shapes, xml_declaration=True, encoding="UTF-8", standalone=True)
    drawing = Part(place, _DRAWING, part.package, blob)
    number = part.relate_to(drawing, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    etree.SubElement(native._chartSpace, qn("c:userShapes")).set(qn("r:id"), number)


_INK = LIGHT.plan.removeprefix("#")
_QUIET = LIGHT.quiet.removeprefix("#")
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACROSS = (
    '<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'xmlns:a="{_A}" '
    'xmlns:cdr="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing">'
    "<cdr:relSizeAnchor><cdr:from><cdr:x/><cdr:y/></cdr:from><cdr:to><cdr:x/><cdr:y/></cdr:to>"
    '<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="2" name="Plan"/><cdr:cNvCxnSpPr/>'
    '</cdr:nvCxnSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
    '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="19050"><a:solidFill>'
    f'<a:srgbClr val="{_INK}"/></a:solidFill><a:prstDash val="sysDash"/></a:ln></cdr:spPr>'
    "</cdr:cxnSp></cdr:relSizeAnchor>"
    "<cdr:relSizeAnchor><cdr:from><cdr:x/><cdr:y/></cdr:from><cdr:to><cdr:x/><cdr:y/></cdr:to>"
    '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="3" name="Plan: name"/>'
    '<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
    '</cdr:spPr><cdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" '
    'anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="vi" sz="1100">'
    f'<a:solidFill><a:srgbClr val="{_QUIET}"/></a:solidFill><a:latin typeface="Arial"/></a:rPr>'
    "<a:t></a:t></a:r></a:p>"
    "</cdr:txBody></cdr:sp></cdr:relSizeAnchor></c:userShapes>"
)
"""A line and its name, without their places."""
