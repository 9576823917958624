"""`winset review`: statement by statement, by keyboard only, in any terminal."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from winset.errors import WinsetError

if TYPE_CHECKING:
    from winset.analyses.accepting import Choice
    from winset.analyses.reading import Proposal

AROUND = 240
"""Characters shown before and after a statement."""
_KEYS = """\
  y           take it            n [WHY]     do not take it
  1 ... 6     about that path    a PATH      about another path (several: comma between)
  b SOURCE    who speaks         v VALUE     the value it states      (b - : the writer)
  r WORDS     how you read it    w WHEN      when it was
  d           it denies what the case holds (again: it does not)
  s or Enter  leave it for later     ?  these keys     q  stop; what was decided is written
"""


def review(
    case: Annotated[str, typer.Argument(help="The folder of a case of your own.")],
) -> None:
    """Go through what was read, one statement after the other, with the text around it: take it, refuse it, or leave it. Each
    decision is written at once."""
    from winset.analyses import accepting

    _, _, waiting = accepting.opened(case)
    todo = list(waiting.proposals)
    if not todo:
        print("Nothing waits for a decision. Read a text first: winset read FILE --case CASE")
        return
    print(_KEYS, end="")
    taken = refused = 0
    try:
        for number, id_ in enumerate(todo, start=1):
            decision = _decide(case, id_, f"{number} of {len(todo)}")
            taken += decision == "y"
            refused += decision == "n"
            if decision == "q":
                break
    except KeyboardInterrupt:
        print()
    print(f"{taken} taken, {refused} refused, {len(todo) - taken - refused} left for later.")


def _decide(case: str, id_: str, where: str) -> str:
    """Show one statement and ask until it is decided; return y, n, s or q."""
    from winset.analyses import accepting

    _, held, waiting = accepting.opened(case)
    p = waiting.proposals[id_]
    choice = accepting.Choice()
    print(f"\n{where}   {id_}   {p.document}")
    print(_shown(waiting.texts[p.document].text, p))
    while True:
        denied = accepting.denies_by_words(held, p, choice)
        about = ", ".join(choice.about) or (p.about[0].path if p.about else "?")
        print(
            f"about {about}{', denied' if denied else ''} [y n 1-6 a b v r w d s q ?] ",
            end="",
            flush=True,
        )
        line = sys.stdin.readline()
        if not line:
            print()
            return "q"
        key, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        try:
            if key in ("", "s"):
                return "s"
            if key == "q":
                return "q"
            if key == "y":
                done = accepting.accept(case, (id_,), choice)
                print("taken: " + ", ".join(f"{count} to {name}" for name, count in done.files.items()))
                return "y"
            if key == "n":
                accepting.refuse(case, (id_,), rest)
                print("refused")
                return "n"
            changed = _changed(choice, p, key, rest, denied)
            if changed is None:
                print(_KEYS, end="")
            else:
                choice = changed
        except WinsetError as error:
            from winset.report.safe import printable

            print("".join(f"  {printable(part)}\n" for part in str(error).splitlines()) + "  nothing was written")


def _changed(choice: Choice, p: Proposal, key: str, rest: str, denied: bool) -> Choice | None:
    """Return the choice after one key, or None where the key says nothing."""
    if key.isdigit() and 1 <= int(key) <= len(p.about):
        return replace(choice, about=(p.about[int(key) - 1].path,))
    if key == "a" and rest:
        return replace(choice, about=tuple(part.strip() for part in rest.split(",") if part.strip()))
    field = {"b": "by", "v": "value", "r": "reading", "w": "when"}.get(key)
    if field and rest:
        said: dict[str, Any] = {field: rest}
        return replace(choice, **said)
    if key == "d":
        return replace(choice, denies=not denied)
    return None


def _shown(text: str, p: Proposal) -> str:
    from winset.report.safe import printable

    low, high = max(0, p.place.start - AROUND), min(len(text), p.place.end + AROUND)
    before = " ".join(text[low : p.place.start].split())
    after = " ".join(text[p.place.end : high].split())
    start, end = "..." * (low > 0), "..." * (high < len(text))
    lines = [f"  {start}{before} >>> {' '.join(p.quote.split())} <<< {after}{end}", ""]
    by = f" ({p.by})" if p.by else ""
    lines.append(f"  said by  {' > '.join(' '.join(c.split()) for c in p.chain) or 'the writer'}{by}")
    if p.check:
        lines.append(f"  check    {p.check}; say who with b SOURCE")
    times = "; ".join(
        f"“{words}”{' = ' + edtf if edtf else ''}{' (' + note + ')' if note else ''}" for words, edtf, note in p.times
    )
    if times:
        lines.append(f"  times    {times}")
    negative = ", negative" if p.polarity == "negative" else ""
    lines.append(f"  how      {p.modality}{negative}, {p.kind}")
    lines += [f"  about {n}  {c.path}   ({c.reason})" for n, c in enumerate(p.about, start=1)]
    for kind, texts, why, perhaps in p.oddities:
        places = " / ".join(" ".join(t.split()) for t in texts)
        lines.append(f"  odd      {kind}: “{places}”. {why} Perhaps: {perhaps}")
    return printable("\n".join(lines))
