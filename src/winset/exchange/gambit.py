"""Small bargaining games for Gambit: the offer game (.efg) and the naming game (.nfg).

Formats: Gambit's "Game representation formats" (`EFG 2 R` and `NFG 1 R`, payoff version). Payoffs are exact
fractions.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from winset.errors import BadRequest, TooLarge

MOST_NODES = 200_000


def write_efg(
    title: str,
    parties: Sequence[str],
    deals: Sequence[str],
    utilities: Sequence[Sequence[Fraction]],
    no_deal: Sequence[Fraction],
    *,
    rounds: int = 1,
    discount: Sequence[Fraction] | None = None,
) -> str:
    """Return the offer game in Gambit's extensive form.

    In each round one party, in turn, offers a deal and the others answer one after the other; the first
    refusal ends the round. After the last round there is no deal.

    Parameters
    ----------
    title : str
    parties : sequence of str, length P >= 2
    deals : sequence of str, length D
    utilities : table of Fraction, shape (D, P)
    no_deal : sequence of Fraction, length P
    rounds : int
    discount : sequence of Fraction, length P, optional
        Factor per round already gone, on deals; no deal keeps its worth.

    Raises
    ------
    TooLarge
        Above 200,000 nodes.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> print(write_efg("g", ["a", "b"], ["x"], [[F(1), F(1, 2)]], [F(0), F(0)]))
    EFG 2 R "g" { "a" "b" }
    ""
    <BLANKLINE>
    p "" 1 1 "offer 1" { "x" } 0
    p "" 2 1 "answer 1 to x" { "accept" "refuse" } 0
    t "" 1 "x 1" { 1, 1/2 }
    t "" 2 "no deal" { 0, 0 }
    <BLANKLINE>
    """
    _check(parties, deals, utilities, no_deal)
    if rounds < 1:
        raise BadRequest("a game needs at least one round")
    factors = [Fraction(1)] * len(parties) if discount is None else [Fraction(d) for d in discount]
    size = 1
    for _ in range(rounds):
        size = 1 + len(deals) * ((len(parties) - 1) * (1 + size) + 1)
        if size > MOST_NODES:
            raise TooLarge("nodes of the game", size, MOST_NODES, "Take fewer deals or rounds.")
    rows = [f"EFG 2 R {_quoted(title)} {{ {' '.join(_quoted(p) for p in parties)} }}", '""', ""]
    outcomes: dict[str, int] = {}
    # Information sets are numbered per party; every node is its own, because everybody sees every move.
    sets = [0] * len(parties)

    seen: dict[tuple[int, str], int] = {}

    def unique(who: int, label: str) -> str:
        # Gambit refuses two information sets of one player with one label.
        seen[who, label] = seen.get((who, label), 0) + 1
        return label if seen[who, label] == 1 else f"{label} ({seen[who, label]})"

    def leaf(name: str, payoffs: Sequence[Fraction]) -> None:
        number = outcomes.setdefault(name, len(outcomes) + 1)
        rows.append(f't "" {number} {_quoted(name)} {{ {", ".join(str(x) for x in payoffs)} }}')

    def play(turn: int) -> None:
        if turn == rounds:
            leaf("no deal", no_deal)
            return
        who = turn % len(parties)
        sets[who] += 1
        choices = " ".join(_quoted(d) for d in deals)
        label = _quoted(unique(who, f"offer {turn + 1}"))
        rows.append(f'p "" {who + 1} {sets[who]} {label} {{ {choices} }} 0')
        others = [(who + k) % len(parties) for k in range(1, len(parties))]
        for deal, worth in zip(deals, utilities, strict=True):
            answer(turn, deal, worth, others)

    def answer(turn: int, deal: str, worth: Sequence[Fraction], others: list[int]) -> None:
        if not others:
            leaf(f"{deal} {turn + 1}", [Fraction(x) * f**turn for x, f in zip(worth, factors, strict=True)])
            return
        who = others[0]
        sets[who] += 1
        label = _quoted(unique(who, f"answer {turn + 1} to {deal}"))
        rows.append(f'p "" {who + 1} {sets[who]} {label} {{ "accept" "refuse" }} 0')
        answer(turn, deal, worth, others[1:])
        play(turn + 1)

    play(0)
    return "\n".join([*rows, ""])


def write_nfg(
    title: str,
    parties: Sequence[str],
    deals: Sequence[str],
    utilities: Sequence[Sequence[Fraction]],
    no_deal: Sequence[Fraction],
) -> str:
    """Return the naming game in strategic form: all name a deal; if it is the same one, it holds.

    Parameters are those of `write_efg`. The first party's choice varies fastest, as the format has it.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> print(write_nfg("g", ["a", "b"], ["x"], [[F(1), F(1, 2)]], [F(0), F(0)]))
    NFG 1 R "g" { "a" "b" }
    { { "x" "no deal" } { "x" "no deal" } }
    <BLANKLINE>
    1 1/2 0 0 0 0 0 0
    <BLANKLINE>
    """
    _check(parties, deals, utilities, no_deal)
    count = (len(deals) + 1) ** len(parties)
    if count > MOST_NODES:
        raise TooLarge("cells of the game", count, MOST_NODES, "Take fewer deals or parties.")
    names = " ".join(_quoted(d) for d in (*deals, "no deal"))
    payoffs: list[str] = []
    for choice in itertools.product(range(len(deals) + 1), repeat=len(parties)):
        named = set(choice)
        same = len(named) == 1 and choice[0] < len(deals)
        payoffs.extend(str(x) for x in (utilities[choice[0]] if same else no_deal))
    return "\n".join(
        [
            f"NFG 1 R {_quoted(title)} {{ {' '.join(_quoted(p) for p in parties)} }}",
            "{ " + " ".join(f"{{ {names} }}" for _ in parties) + " }",
            "",
            " ".join(payoffs),
            "",
        ]
    )


def _check(
    parties: Sequence[str],
    deals: Sequence[str],
    utilities: Sequence[Sequence[Fraction]],
    no_deal: Sequence[Fraction],
) -> None:
    if len(parties) < 2 or not deals:
        raise BadRequest("a bargaining game needs at least two parties and one deal")
    if len(utilities) != len(deals) or any(len(u) != len(parties) for u in utilities) or len(no_deal) != len(parties):
        raise BadRequest("a bargaining game needs one utility per deal and party")
    if len(set(deals)) < len(deals) or "no deal" in deals:
        raise BadRequest("the deals need different names, and none may be called 'no deal'")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "/").replace('"', "'").replace("\n", " ") + '"'
