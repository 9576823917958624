"""All date rules in order of preference; the longest match at the leftmost place wins, then the earlier
rule."""

from __future__ import annotations

from winset.intake.date_absolute import ABSOLUTE
from winset.intake.date_context import Rule
from winset.intake.date_duration import DURATIONS
from winset.intake.date_ranges import RANGES
from winset.intake.date_relative import RELATIVE

RULES: tuple[Rule, ...] = RANGES + ABSOLUTE + RELATIVE + DURATIONS
