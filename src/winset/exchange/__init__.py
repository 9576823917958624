"""Other people's files: GENIUS, GeniusWeb, NegMAS, spreadsheets in and out, Gambit out; and a case in other people's hands.

Every reader returns a `Scenario` whose `lost` says what the file held and the record does not; every writer
returns the text and what the format could not hold. A damaged file is a `CaseError` that names the place.
What a profile may see of a case is cut out in `redact`; `prov` and `tables` write what is left.
"""

from __future__ import annotations
