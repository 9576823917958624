"""Nobody pays for the compiler before a large conflict asks for it."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import importlib, pkgutil, sys
import winset.arrays, winset.conflict
for package in (winset.arrays, winset.conflict):
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "compiled":
            importlib.import_module(f"{package.__name__}.{module.name}")
from winset.arrays.graph_model import option_model
from winset.conflict.concepts import stability
stability(option_model(["A", "B"], [(f"o{k}", "AB"[k % 2]) for k in range(11)]), ["nash", "gmr", "smr", "seq", "sseq"])
print("numba" in sys.modules)
"""


def test_a_small_conflict_is_judged_without_numba() -> None:
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
