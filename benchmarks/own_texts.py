"""Who says so, on texts of our own with their answers marked:  python benchmarks/own_texts.py [NAME...] [--errors]

The texts are those in tests/intake/texts. Recall: of the marked reporting words, how many we find. Right source: of those found,
in how many our source shares half of the words with the marked one, or is nobody where nobody is named. Precision: of our
reporting words, how many are marked; words marked as optional count neither way.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "intake"))

from marked import TEXTS, count, marked_texts


def main() -> None:
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or sorted(p.stem for p in TEXTS.glob("attribution_*.txt"))
    print("| texts | cues | recall | right source | ours | precision |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in names:
        complaints: list[str] = []
        n = count(marked_texts(TEXTS / f"{name}.txt"), complaints)
        print(
            f"| {name} | {n['cues']} | {100 * n['found'] / n['cues']:.1f} % | {100 * n['right'] / max(1, n['found']):.1f} % of "
            f"{n['found']} | {n['ours']} | {100 * n['linked'] / max(1, n['ours']):.1f} % |"
        )
        if "--errors" in sys.argv:
            print("\n".join(complaints), file=sys.stderr)


if __name__ == "__main__":
    main()
