"""A case before and after a party learns of what it did not see."""

from __future__ import annotations

from dataclasses import dataclass

from winset.arrays.conflict_model import conflict_view
from winset.case.case import Case
from winset.conflict.hypergame import known_to
from winset.errors import BadRequest, UnknownName


@dataclass(frozen=True)
class Learning:
    """A party, the case while it does not know, and the case once it does.

    Parameters
    ----------
    party : str
    before, after : Case
    hidden : tuple of str
        The options that it does not see before.
    """

    party: str
    before: Case
    after: Case
    hidden: tuple[str, ...]


def learned(case: Case, party: str, channel: str | None = None) -> Learning:
    """Return the case before and after a party learns; before is the day of the case, or the last day of not knowing.

    Raises
    ------
    UnknownName, BadRequest
        A party or channel that does not exist, or a party that is unaware of nothing.
    """
    if party not in case.file.parties:
        raise UnknownName("party", party, case.file.parties)
    if channel is not None and channel not in case.file.channels:
        raise UnknownName("channel", channel, case.file.channels)
    if channel is not None and party in case.file.channels[channel].between:
        raise BadRequest(f"{case.name_of(party)} talks in {channel} itself; there is nothing to leak to it")
    view = case.file.conflict.views.get(party)
    if view is None or not view.unaware_of:
        raise BadRequest(
            f"conflict.views.{party} names nothing that {case.name_of(party)} is unaware of, so a leak changes nothing"
        )
    day = case.day()
    last = view.until.latest if view.until else None
    known = last is not None and day is not None and day > last
    # The views alone differ from today's, so that what changes is due to the knowing and to nothing else.
    earlier = case.set(f"conflict.views.{party}.until", None) if known else case
    after = case if known else case.set(f"conflict.views.{party}.unaware_of", [])
    own = conflict_view(earlier, party)
    hidden = tuple(o for o in own.options if o not in known_to(own))
    return Learning(party, earlier, after, hidden)
