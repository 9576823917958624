"""What falls, against asking once for every what-if:  python benchmarks/evidence.py

60 sources, 400 claims, 20 conclusions: leave one out both ways, smallest sets of up to three sources, smallest sets that carry,
share of 10,000 draws. The naive way asks a plain Python function for each what-if; it is run on one conclusion and multiplied
by 20, since all of it would take minutes.
"""

from __future__ import annotations

import random
import time

from winset.evidence.falls import flipping_sets, holding_share, leave_one_out
from winset.evidence.grounds import Conclusion, Grounds, what_falls
from winset.evidence.independence import Hand, independence


def build(sources: int = 60, claims: int = 400, conclusions: int = 20, seed: int = 1) -> Grounds:
    rng = random.Random(seed)
    names = [f"s{k:02}" for k in range(sources)]
    chains = {
        f"c{k:03}": tuple(frozenset(rng.sample(names, rng.choice([1, 1, 2, 3]))) for _ in range(rng.choice([1, 1, 1, 2, 3])))
        for k in range(claims)
    }
    listed = sorted(chains)
    return Grounds(
        chains,
        tuple(
            Conclusion(
                f"k{k:02}",
                tuple(frozenset(rng.sample(listed, rng.randint(1, 4))) for _ in range(rng.randint(1, 4))),
            )
            for k in range(conclusions)
        ),
    )


def main() -> None:
    grounds = build()
    chance = {s: 0.5 + 0.45 * (k % 5) / 4 for k, s in enumerate(grounds.sources)}
    begin = time.perf_counter()
    found = what_falls(grounds, chance)
    fast = time.perf_counter() - begin
    name = grounds.conclusions[0].name
    conclusion = grounds.conclusions[0]
    used = {c for support in conclusion.supports for c in support}
    chains = {c: grounds.chains[c] for c in used}

    def ask(right: frozenset[str], opposite: frozenset[str]) -> bool:
        def stands(claim: str) -> bool:
            yes = any(chain <= right for chain in chains[claim])
            no = any(chain <= right | opposite and chain & opposite for chain in chains[claim])
            return yes and not no

        return any(all(stands(c) for c in support) for support in conclusion.supports)

    begin = time.perf_counter()
    one = leave_one_out(name, grounds.sources, ask)
    flips = flipping_sets(name, grounds.sources, ask)
    share = holding_share(name, grounds.sources, ask, chance)
    naive = 20 * (time.perf_counter() - begin)
    assert one == found[0].one_out
    assert tuple(c.sources for c in flips) == found[0].flips
    assert found[0].share is not None
    assert abs(share.share - found[0].share.share) < 0.03
    print("| what | size | time | naive way | ratio |")
    print("|---|---|---|---|---|")
    print(
        f"| what falls | 60 sources, 400 claims, 20 conclusions | {fast:.2f} s | {naive:.1f} s (20 x one) | {naive / fast:.0f} |"
    )

    rng = random.Random(2)
    hands = [Hand(f"o{k}", 1 + k % 2, 1 + k % 2, "unnamed" if k % 3 else "") for k in range(60)] + [
        Hand(f"r{k}") for k in range(140)
    ]
    relays = [(f"o{k}", f"r{k}") for k in range(60)] + [(f"r{rng.randrange(k)}", f"r{k}") for k in range(60, 140)]
    begin = time.perf_counter()
    result = independence(hands, relays, [f"r{k}" for k in range(100, 140)])
    fast = time.perf_counter() - begin
    print(f"| independence ({result.in_words()}) | 60 origins, 140 relays | {1000 * fast:.0f} ms | trying all sets: 2^140 | |")


if __name__ == "__main__":
    main()
