"""Where the two models of a case disagree: what options do against who delivers which term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from winset.arrays.conflict_preferences import decision_makers
from winset.arrays.deal_space import deal_space
from winset.arrays.graph_model import option_model
from winset.case.case import Case
from winset.case.dimensions import term_values
from winset.deals.space import allowed, position_of
from winset.errors import TooLarge

MOST_STATES = 2**14


def disagreements(case: Case) -> tuple[str, ...]:
    """Return in words what the conflict says of terms that the deal model does not, or the other way round."""
    if not case.file.issues or not any(o.does for own in case.file.conflict.options.values() for o in own.values()):
        return ()
    return (*_alone(case), *_missing(case), *_states(case))


def _alone(case: Case) -> Iterator[str]:
    """Yield the options that do a term which their party does not deliver, or not alone."""
    dims = case.dimensions()
    for party, own in case.file.conflict.options.items():
        for id_, option in own.items():
            for name, values in term_values(dims, option.does).items():
                for value in values:
                    groups = dims[name].groups(value)
                    others = [group for group in groups if party not in group]
                    term = f"{name}={value}"
                    where = "{}:{}".format(*case.lines.place(f"conflict.options.{party}.{id_}.does"))
                    if groups and len(others) == len(groups):
                        who = " and ".join(" or ".join(group) for group in others)
                        yield f"{where}: option {id_} of {party} does {term}, which {who} delivers and {party} does not"
                    elif others:
                        who = " and ".join(" or ".join(group) for group in others)
                        yield (
                            f"{where}: option {id_} of {party} does {term}, which {party} does not deliver alone: {who} must too"
                        )


def _missing(case: Case) -> Iterator[str]:
    """Yield the parties whose part in a term that an option does is no option of theirs, and terms that nobody's option does."""
    dims = case.dimensions()
    done: dict[str, set[str]] = {}
    for own in case.file.conflict.options.values():
        for option in own.values():
            for name, values in term_values(dims, option.does).items():
                done.setdefault(name, set()).update(values)
    bare = [
        name
        for name, dim in dims.items()
        if name not in done and any(dim.groups(v) for v in dim.values[1:]) and dim.stage == case.file.current_stage
    ]
    if bare:
        yield f"no option of the conflict does anything about {', '.join(bare)}, although a party can deliver it"


def _states(case: Case) -> Iterator[str]:
    """Yield how many states bring about a deal that the rules forbid, and one of them."""
    dms, names = decision_makers(case)
    if 2 ** len(names) > MOST_STATES:
        return
    conflict, dims = case.file.conflict, case.dimensions()
    options = [(id_, party) for party in dms for id_ in conflict.options[party]]
    model = option_model(dms, options, infeasible=list(conflict.infeasible))
    does = [term_values(dims, conflict.options[party][id_].does) for id_, party in options]
    space = deal_space(case, 0)
    try:
        rules = allowed(space)
    except TooLarge:
        return
    forbidden, clash = [], []
    for s in model.states().tolist():
        deal: dict[str, str] = {}
        for k, terms in enumerate(does):
            if s >> k & 1:
                for name, values in terms.items():
                    furthest = max(values, key=dims[name].values.index)
                    if deal.setdefault(name, furthest) != furthest:
                        clash.append(s)
                        deal[name] = max(deal[name], furthest, key=dims[name].values.index)
        if not rules[position_of(space, deal)]:
            forbidden.append(s)
    if forbidden:
        count = np.unique(forbidden).size
        yield f"{count} feasible states bring about a deal that the rules forbid, such as '{model.describe(forbidden[0])}'"
    if clash:
        yield (
            f"{len(set(clash))} feasible states do two values of one issue, such as "
            f"'{model.describe(clash[0])}'; the further one counts"
        )
