"""The template that analysts fill in, which is also the form of ``data/reports/*.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from enum import StrEnum

from analytics.ingest.names import Names
from analytics.languages import Language


class Field(StrEnum):
    """A column of the template, by its English header."""

    REF_AREA = "ref_area"
    INDICATOR = "indicator"
    MEASURE = "measure"
    PERIOD = "period"
    PLAN_BASIS = "plan_basis"
    VALUE = "value"
    UNIT = "unit"
    OBS_STATUS = "obs_status"
    AS_OF = "as_of"
    PRINTED = "printed"
    SOURCE = "source"
    SOURCE_PUBLISHER = "source_publisher"
    SOURCE_DATE = "source_date"
    SOURCE_URL = "source_url"
    LOCATOR = "locator"
    NOTE = "note"


VIETNAMESE: Mapping[Field, str] = {
    Field.REF_AREA: "Địa bàn",
    Field.INDICATOR: "Chỉ tiêu",
    Field.MEASURE: "Loại số liệu",
    Field.PERIOD: "Kỳ",
    Field.PLAN_BASIS: "Căn cứ kế hoạch",
    Field.VALUE: "Giá trị",
    Field.UNIT: "Đơn vị",
    Field.OBS_STATUS: "Trạng thái",
    Field.AS_OF: "Tính đến ngày",
    Field.PRINTED: "Nguyên văn",
    Field.SOURCE: "Nguồn",
    Field.SOURCE_PUBLISHER: "Đơn vị công bố",
    Field.SOURCE_DATE: "Ngày công bố",
    Field.SOURCE_URL: "Liên kết",
    Field.LOCATOR: "Vị trí trong nguồn",
    Field.NOTE: "Ghi chú",
}
_ALSO: Mapping[Field, tuple[str, ...]] = {
    Field.REF_AREA: ("Mã địa bàn", "Quận", "Quận/huyện", "Đơn vị hành chính", "Area"),
    Field.INDICATOR: ("Tên chỉ tiêu",),
    Field.MEASURE: ("Loại",),
    Field.PERIOD: ("Kỳ báo cáo", "Thời kỳ"),
    Field.PLAN_BASIS: ("Căn cứ", "Loại kế hoạch", "Plan basis"),
    Field.VALUE: ("Số liệu", "Obs value", "obs_value"),
    Field.UNIT: ("Đơn vị tính", "ĐVT"),
    Field.OBS_STATUS: ("Status", "Obs status"),
    Field.AS_OF: ("As of",),
    Field.PRINTED: ("Như in", "As printed"),
    Field.SOURCE: ("Nguồn số liệu",),
    Field.SOURCE_PUBLISHER: ("Source publisher",),
    Field.SOURCE_DATE: ("Source date",),
    Field.SOURCE_URL: ("Source URL", "URL"),
    Field.LOCATOR: ("Vị trí",),
}
REQUIRED = (
    Field.REF_AREA,
    Field.INDICATOR,
    Field.MEASURE,
    Field.PERIOD,
    Field.VALUE,
    Field.SOURCE,
)
"""The columns that a file cannot do without."""

HEADERS: Names[Field] = Names(
    (name, field)
    for field in Field
    for name in (field.value, VIETNAMESE[field], *_ALSO.get(field, ()))
)
_ENOUGH = 3  # of the template's headers make a row its header


def is_header(cells: Iterable[str]) -> bool:
    """Whether a row is the template's header."""
    return len(fields_named(cells)) >= _ENOUGH


def fields_named(cells: Iterable[str]) -> frozenset[Field]:
    """The template's columns that a row names."""
    return frozenset(found[0] for cell in cells if (found := HEADERS.find(cell)))


def template(language: Language) -> bytes:
    """An empty template that spreadsheets open as it is: UTF-8 with a mark, headers only.

    There are no example rows: they would be committed by mistake, or have to be deleted each time.
    """
    text = io.StringIO(newline="")
    names = [VIETNAMESE[field] if language == "vi" else field.value for field in Field]
    csv.writer(text).writerow(names)
    return text.getvalue().encode("utf-8-sig")
