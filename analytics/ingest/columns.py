"""What the entries of a file say, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analytics.ingest.distinct import Distinct
from analytics.ingest.marking import Mask
from analytics.ingest.numbers import Unreadable
from analytics.ingest.sources import Sources
from analytics.model import Area, Indicator, Measure, ObsStatus, Period, PlanBasis, Source


@dataclass(frozen=True)
class Columns:
    """What the entries say, column by column; what could not be read is ``Unreadable``."""

    areas: Distinct[Area | Unreadable]
    indicators: Distinct[Indicator | Unreadable]
    measures: Distinct[Measure | Unreadable]
    periods: Distinct[Period | Unreadable]
    bases: Distinct[PlanBasis | Unreadable]
    statuses: Distinct[ObsStatus | Unreadable | None]
    days: Distinct[date | Unreadable | None]
    sources: Sources
    values: pa.Decimal128Array
    decimals: npt.NDArray[np.int64]
    bounds: Distinct[str]
    tails: Distinct[str]
    is_estimate: Mask


@dataclass(frozen=True)
class Observed:
    """Observations of the entries without an error, and the sources that they bring."""

    observations: pa.Table
    sources: tuple[Source, ...]
    columns: Columns
