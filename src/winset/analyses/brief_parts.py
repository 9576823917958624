"""The parts of the brief, each a few blocks."""

from __future__ import annotations

import numpy as np

from winset.analyses.blocking import deal_blockers
from winset.analyses.brief_consent import few, needs_graph, outside
from winset.analyses.dating import ahead, dated
from winset.analyses.large_brief import large_reach
from winset.analyses.mandates import beyond_mandates
from winset.analyses.records import attempts, gaps
from winset.analyses.scene import Scene, is_large, scene
from winset.analyses.solving import middle_worths, recorded_terms
from winset.analyses.winsets import Tally
from winset.arrays.deal_space import NO, YES
from winset.case import ledger
from winset.case.case import Case
from winset.deals.consent import deliverable as reachable
from winset.deals.space import changes, deal_at, values_at
from winset.errors import WinsetError
from winset.results import Backed, Block, Heading, Scatter, Table, Text
from winset.values import Share

MOST_DEALS = 6
_SIGNS = {YES: "consented", NO: "refused"}


def reach(at: Scene, big: bool = False) -> tuple[int, list[Block]]:
    """Return how many deals the signatories deliver, and a table of the same for each variant of the case."""
    claims = tuple(dict.fromkeys(c for dim in at.dims for c in ledger.behind(at.case, f"issues.{dim.issue}.delivered_by")))
    partly = any(not ledger.behind(at.case, f"issues.{dim.issue}.delivered_by") for dim in at.dims if any(dim.delivery.values()))
    count, allowed, issues = _large_reach_of(at.case) if big else _reach_of(at)
    rows = [("as the case stands", Backed(f"{count:,} of {allowed:,}", claims, partly), issues)]
    for id_, variant in at.case.file.variants.items():
        try:
            other = at.case.variant(id_)
            number, of_all, reached = _large_reach_of(other) if is_large(other) else _reach_of(scene(other, 0))
        except WinsetError:
            continue  # a variant of another stage
        if number != count or reached != issues:
            rows.append((variant.name, Backed(f"{number:,} of {of_all:,}", claims, True), reached))
    return count, [Table(("if", "deals", "terms within reach"), tuple(rows))]


def _reach_of(at: Scene) -> tuple[int, int, str]:
    signers = set(at.space.signers)
    good = reachable(at.space, signers, recorded_terms(at, signers), at.rules)
    within = []
    for d, dim in enumerate(at.dims):
        values = sorted(set(np.unique(values_at(at.space, d)[good]).tolist()) - {0})
        if values:
            within.append((dim.id, tuple(dim.values[v] for v in values), len(dim.values) - 1))
    return int(good.sum()), int(at.rules.sum()), _within(within)


def _large_reach_of(case: Case) -> tuple[int, int, str]:
    count, allowed, within = large_reach(case)
    return count, allowed, _within(within)


def _within(found: list[tuple[str, tuple[str, ...], int]]) -> str:
    words = [dim + ("" if len(values) == most else f" ({', '.join(values[:3])})") for dim, values, most in found]
    return (", ".join(words) or "nothing").replace("_", " ")


def known(case: Case) -> list[Block]:
    """Return how much is known and from whom, what is assumed, and what is disputed."""
    claims = ledger.in_force(case.file)
    bare = [id_ for id_, claim in claims.items() if claim.by is None]
    anonymous = [id_ for id_, claim in claims.items() if claim.by and case.file.sources[claim.by].anonymous]
    soft = [id_ for id_, claim in claims.items() if claim.modality in ("expected", "planned", "conditional", "opinion")]
    assumed = gaps(case).value
    total = len(assumed["assumed"]) + assumed["supported"]
    sources = (
        f"{len(claims)} claim{'s' * (len(claims) != 1)}; {len(bare)} without a stated source, {len(anonymous)} by unnamed sources"
    )
    which = ", among them every preference" if _all_assumed(assumed["assumed"], case) else ""
    rows: list[tuple[object, ...]] = [
        ("known", f"{sources}; {len(soft)} of them hopes, plans or opinions"),
        ("assumed", f"{len(assumed['assumed'])} of {total} values ASSUMED{which}"),
    ]
    disputed = [(id_, claim) for id_, claim in claims.items() if claim.contradicts or claim.oddity]
    for id_, claim in disputed[:3]:
        text = claim.oddity or f"contradicts {', '.join(claim.contradicts)}"
        rows.append(("disputed", Backed(_short(text, 120), (id_, *claim.contradicts))))
    for channel_id, channel in case.file.channels.items():
        for who, knowings in channel.known_by.items():
            for k in knowings:
                if k.status == "disputed":
                    text = (
                        f"whether {case.name_of(who)} knew of {channel.name or channel_id} since {k.since or 'an unknown date'}"
                    )
                    rows.append(("disputed", Backed(text, ledger.behind(case, f"channels.{channel_id}.known_by.{who}"))))
    return [Table(("", ""), tuple(rows))]


def _all_assumed(paths: list[str], case: Case) -> bool:
    weights = [f"preferences.{p}.weights.{w}" for p, pref in case.file.preferences.items() for w in pref.weights]
    return bool(weights) and set(weights) <= set(paths)


def dates(case: Case) -> list[Block]:
    """Return the next dates, and what has no date although it matters."""
    today = case.day()
    different = {w.text: (w.text, Backed(t, c)) for t, w, _, c in reversed(ahead(dated(case), today))}
    rows = list(reversed(different.values()))[:3]
    for id_, ultimatum in case.file.ultimatums.items():
        if ultimatum.expires is None or ultimatum.expires.is_unknown:
            said = f", announced {ultimatum.announced}" if ultimatum.announced else ""
            text = f"{ultimatum.name} by {case.name_of(ultimatum.by)}{said}: no deadline was given; none is invented"
            rows.append(("unknown", Backed(text, ledger.behind(case, f"ultimatums.{id_}"))))
    return [Table(("when", "what"), tuple(rows))] if rows else [Text("No date ahead is known.")]


def leaks(whole: Case, now: Case) -> list[Block]:
    """Return, per secret channel, who knows and who does not, what talking costs, and what the excluded can do."""
    rows: list[tuple[object, ...]] = []
    day = now.day()
    for id_, channel in now.file.channels.items():
        if not channel.secret:
            continue
        inside = {p if p in now.file.parties else now.file.people[p].for_ for p in channel.between}
        knowing = {
            who
            for who, entries in channel.known_by.items()
            if any(e.status == "known" and (e.since is None or day is None or e.since.begun_by(day)) for e in entries)
        }
        name = channel.name or id_
        out = [p for p in now.file.parties if p not in inside and p not in knowing and now.file.parties[p].kind != "constituency"]
        text = f"{name}: known to {', '.join(now.name_of(p) for p in sorted(knowing)) or 'nobody outside'}"
        if "public" in knowing:
            text += "; it is public already"
        elif out:
            text += f"; not to {', '.join(now.name_of(p) for p in out)} or the public"
        rows.append(("secret", Backed(text, ledger.behind(now, f"channels.{id_}.known_by"))))
        costs = [f"{now.name_of(p)} {cost}" for p, cost in channel.costs.items() if cost.high > 0]
        if costs:
            claims = tuple(dict.fromkeys(c for p in channel.costs for c in ledger.supports(now, f"channels.{id_}.costs.{p}")))
            rows.append(("cost of talking, deal or not", Backed(", ".join(costs) + " (of a 0-1 scale)", claims)))
    for p in whole.file.conflict.options:
        if p in whole.file.signed_by:
            continue
        moves = [o.name for o in whole.file.conflict.options[p].values()]
        rows.append((f"{whole.name_of(p)} can", Backed("; ".join(moves), ledger.behind(whole, f"conflict.options.{p}"))))
    if not rows:
        return [Text("No channel is secret." if now.file.channels else "No channel is written down.")]
    return [Table(("", ""), tuple(rows))]


def deals(at: Scene, counts: Tally) -> Table:
    """Return the deals most often in the win-set that change something, with blockers, risks and a first step."""
    order = np.lexsort((np.arange(len(at.rules)), -counts.open, -counts.inside))
    chosen = [int(i) for i in order if (counts.inside[i] or counts.open[i]) and changes(at.space, int(i)) != "status quo"][
        :MOST_DEALS
    ]
    rows = []
    for i in chosen:
        found = deal_blockers(at, counts.refuses[:, i], counts.draws, i)
        able = ", ".join(f"{at.case.name_of(b.id)} ({'; '.join(_brief_reasons(b.reasons))})" for b in found)
        rows.append(
            (
                changes(at.space, i).replace("_", " "),
                Backed(_state(at, counts, i)),
                able,
                _risk(at, counts, i),
                _first_step(at, i),
            )
        )
    return Table(("deal (the rest as it is)", "wins every consent", "who can break it", "risk", "first step"), tuple(rows))


def _brief_reasons(reasons: tuple[str, ...]) -> list[str]:
    delivers = [r.removeprefix("delivers ") for r in reasons if r.startswith("delivers ")]
    rest = [r for r in reasons if not r.startswith("delivers ")]
    return [*rest, *([f"delivers {few(delivers)}".replace("_", " ")] if delivers else [])]


def _state(at: Scene, counts: Tally, i: int) -> object:
    if counts.open[i] > counts.inside[i]:
        return f"open, because a needed consent is unknown: {Share(int(counts.open[i]), counts.draws, at.space.ranged)}"
    return Share(int(counts.inside[i]), counts.draws, at.space.ranged)


def _risk(at: Scene, counts: Tally, i: int) -> str:
    needed = np.flatnonzero(at.need.signs | at.need.delivers[:, i])
    worst = max(needed.tolist(), key=lambda p: int(counts.refuses[p, i]), default=None)
    found = []
    if worst is not None and counts.refuses[worst, i]:
        share = Share(int(counts.refuses[worst, i]), counts.draws, at.space.ranged)
        found.append(f"{at.party_name(worst)} refuses: {share}")
    beyond = beyond_mandates(at.case, deal_at(at.space, i))
    for row in beyond[:1]:
        found.append(f"{at.case.name_of(row.person)}: {row.what}".replace("_", " "))
    return "; ".join(found) or "rests on ASSUMED preferences"


def _first_step(at: Scene, i: int) -> str:
    out = [p for p in outside(at) if at.need.delivers[p, i]]
    if out:
        terms = [
            at.dims[d].id
            for d, value in enumerate(deal_at(at.space, i).values())
            if any(out[0] in group for group in at.space.control[d][at.space.values[d].index(value)])
        ]
        return f"ask {at.party_name(out[0])} for {few(terms)} alone".replace("_", " ")
    return f"settle it between {' and '.join(at.party_name(p) for p in at.space.signers)}; nobody else is needed"


def attempts_line(case: Case) -> list[Block]:
    """Return the earlier attempt beside today, in one line."""
    if not any(attempt.conditions for attempt in case.file.attempts.values()):
        return []
    return [Text("Earlier attempt beside today. " + attempts(case).answer)]


def dissent(case: Case) -> list[Block]:
    """Return what is held against the whole effort or against this reading: opinions and objections, with who holds them."""
    rows: list[tuple[object, ...]] = []
    for id_, claim in ledger.in_force(case.file).items():
        if claim.modality == "opinion" and claim.quote:
            by = case.name_of(claim.by) if claim.by else "no stated source"
            rows.append((by, Backed(_short(claim.reading or " ".join(claim.quote.split()), 150), (id_,))))
    for id_, stance in case.file.stances.items():
        if stance.position == "against":
            text = f"against {_label(case, stance.about)}" + (f" ({stance.audience})" if stance.audience != "unknown" else "")
            rows.append((case.name_of(stance.by), Backed(text, ledger.behind(case, f"stances.{id_}"))))
    return [Table(("who", "what"), tuple(rows[:5]))] if rows else [Text("No dissent is written down; ask for it.")]


def _label(case: Case, path: str) -> str:
    """Return the name of the record that a path leads to."""
    parts = path.split(".")
    return case.name_of(parts[1]) if len(parts) == 2 else path


def plane(at: Scene, counts: Tally) -> list[Block]:
    """Return the deals in the plane of two signatories, where they are few enough to be drawn."""
    blocks: list[Block] = []
    pair = [p for p in at.space.signers if at.space.valued[p]][:2]
    if len(pair) == 2 and len(at.rules) <= 3000:
        xs, ys = middle_worths(at.case, pair)
        signers = set(at.space.signers)
        mine = reachable(at.space, signers, recorded_terms(at, signers), at.rules)
        points = tuple(
            (
                changes(at.space, i),
                xs[i],
                ys[i],
                "deliverable" if mine[i] else "winset" if counts.inside[i] * 2 > counts.draws else "deal",
            )
            for i in np.flatnonzero(at.rules).tolist()
        )
        lines = tuple((at.party_name(p), float(at.space.floor[:, p].mean() / at.space.scale[:, p].mean())) for p in pair)
        title = "At the middle of every range (ASSUMED); dashed: no deal"
        blocks.append(Heading("Deals as two parties value them"))
        blocks.append(Scatter(at.party_name(pair[0]), at.party_name(pair[1]), points, title, lines))
    return blocks


def needs(at: Scene) -> list[Block]:
    """Return the chart of who needs whom."""
    return [Heading("Who needs whom"), needs_graph(at)]


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3].rsplit(" ", 1)[0] + "..."
