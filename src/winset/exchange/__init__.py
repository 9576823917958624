"""Other people's files: GENIUS, GeniusWeb, NegMAS, spreadsheets in and out, Gambit out.

Every reader returns a `Scenario` whose `lost` says what the file held and the record does not; every writer
returns the text and what the format could not hold. A damaged file is a `CaseError` that names the place.
"""

from __future__ import annotations
