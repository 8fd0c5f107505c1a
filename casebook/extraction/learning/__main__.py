"""``python -m casebook.extraction.learning evaluate|train FOLDER``: measure by the protocol, or write new weights.

``FOLDER`` holds annotated reports (``dev/*.json``) and the scorer (``score.py``).
"""

from __future__ import annotations

from pathlib import Path

import click

from casebook.extraction.learning import local_names, protocol, tables, weights
from casebook.extraction.learning.corpus import heads, load, load_scorer, load_written

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Learn and measure the weights of the extraction."""


@main.command()
@click.argument("folder", type=_FOLDER)
@click.option("--folds", default=5, show_default=True, help="Of the cross-validation.")
def evaluate(folder: Path, folds: int) -> None:
    """Cross-validate over all reports, score the held-out split by the others, and the shipped weights in sample."""
    reports, scorer = load(folder / "dev"), load_scorer(folder / "score.py")
    if not reports:
        raise click.ClickException(f"no annotated report in {folder / 'dev'}")
    written = load_written()
    _show("what pages say of themselves, on the corpus", heads(reports, scorer))
    _show("and on the written reports", heads(written, scorer))
    crossed = protocol.cross_validate(reports, scorer, folds, written)
    _show(
        f"{folds}-fold cross-validation by report, all learned parts trained inside each fold",
        tables.slots(crossed, scorer),
    )
    _show("reliability of these values: share that is right, by confidence", tables.reliability(crossed, scorer))
    seen, held_out = ([one for one in reports if one.held_out is apart] for apart in (False, True))
    with protocol.using(protocol.train(seen, scorer, written)):
        _show(
            "weights trained on the other reports, on the held-out split",
            tables.slots(protocol.measure(held_out), scorer),
        )
    _show("shipped weights, in sample", tables.slots(protocol.measure(reports), scorer))


@main.command()
@click.argument("folder", type=_FOLDER)
def train(folder: Path) -> None:
    """Write new weights from all reports; what they are worth on others is what ``evaluate`` says."""
    reports, scorer = load(folder / "dev"), load_scorer(folder / "score.py")
    weights.write(protocol.train(reports, scorer, load_written()))
    click.echo(f"weights written to {weights.DATA}")


@main.command("local-names")
def learn_local_names() -> None:
    """Write the model of where names of streets and communities begin, from the names marked in written reports."""
    weights.write({"local_names": local_names.train(load_written())})
    click.echo(f"weights written to {weights.DATA}")


def _show(title: str, table: str) -> None:
    click.echo(f"\n{title}\n{table}")


if __name__ == "__main__":
    main()
