"""Results as data frames, as Parquet, and in a notebook."""

from __future__ import annotations

import builtins
import importlib.util
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.errors import MissingExtra
from winset.results import Heading, Note, Result, Table, Text
from winset.values import Share


def result() -> Result:
    table = Table(("deal", "share", "n"), (("<b>x</b>", Share(1, 2), 3), ("y", Share(2, 2), 4)), "Deals & more")
    return Result(
        "q", "A <script>alert(1)</script> answer", "m", "c", "0", blocks=(Heading("<h>"), Text("t<"), Note("n>"), table)
    )


def test_a_data_frame_has_a_row_for_each_row_and_plain_cells() -> None:
    import pandas

    frame = result().to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["deal", "share", "n"]
    assert frame["n"].tolist() == [3, 4]
    found = winset.solve(winset.load("doha2025").stage(1), "nash", ["us", "hamas"], draws=20)
    assert len(found.to_frame()) == len(found.rows())


def test_without_pandas_and_polars_or_pyarrow_the_pip_line_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.split(".")[0] in ("pandas", "polars", "pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"winset\[frames\]"):
        result().to_frame()
    with pytest.raises(MissingExtra, match=r"winset\[parquet\]"):
        result().to_parquet(tmp_path / "x.parquet")


def test_without_pandas_the_frame_is_one_of_polars_whatever_the_cells_are(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.split(".")[0] == "pandas":
            raise ImportError(name)
        return real(name, *rest, **named)

    mixed = Result("q", "a", "m", "c", "0", blocks=(Table(("who", "n"), ((("us", "hamas"), 1), ("israel", 2), (None, 3))),))
    monkeypatch.setattr(builtins, "__import__", without)
    if importlib.util.find_spec("polars") is None:
        with pytest.raises(MissingExtra, match=r"winset\[frames\]"):
            mixed.to_frame()
        return
    frame = mixed.to_frame()
    assert type(frame).__module__.startswith("polars")
    assert frame["who"].to_list() == ["us, hamas", "israel", "-"]
    assert frame["n"].to_list() == [1, 2, 3]


def test_a_parquet_file_holds_the_table(tmp_path: Path) -> None:
    if importlib.util.find_spec("pyarrow") is None:
        with pytest.raises(MissingExtra, match="pip install"):
            result().to_parquet(tmp_path / "x.parquet")
        return
    import pyarrow.parquet

    result().to_parquet(tmp_path / "x.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pydict()["n"] == [3, 4]


def test_the_notebook_view_is_escaped_and_has_no_script() -> None:
    html = result()._repr_html_()
    assert all(tag not in html for tag in ("<script", "<b>x</b>"))
    assert all(text in html for text in ("&lt;script&gt;", "&lt;b&gt;x&lt;/b&gt;"))
    assert "<caption>Deals &amp; more</caption>" in html
    assert "http" not in html
