"""The cross-checks: what reported figures say of each other, within their rounding.

Every check compares intervals: a finding says that no values behind the printed numbers could
give what is printed. The wording is in ``data/text``, by the finding's code.
"""

from analytics.findings.checking import findings, in_order

__all__ = ["findings", "in_order"]
