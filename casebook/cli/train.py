"""``casebook train``: better weights from the reports that people have reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from casebook.extraction.weight_files import VARIABLE

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
#: Fewer say nothing by themselves.
FEWEST_REPORTS = 5


@click.command()
@click.argument("folders", nargs=-1, required=True, type=_FOLDER)
@click.option("--corpus", required=True, type=_FOLDER, help="Annotated base: a folder with dev/ and score.py.")
@click.option("--out", default="instance/weights", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write the weights even where they are worse.")
def command(folders: tuple[Path, ...], corpus: Path, out: Path, force: bool) -> None:
    """Learn new weights from annotated reports.

    FOLDERS hold what "casebook annotations" wrote. They are measured twice by models that have not seen them: trained
    on the corpus and the reports that ship for training, and on the other folds of FOLDERS as well. New weights are
    written where that is no worse; set CASEBOOK_WEIGHTS to their folder to use them. Equal reports give equal weights.

    Needs the packages of the dependency group "train".
    """
    comparison = _compare(folders, corpus)
    click.echo(f"before: trained on {corpus} and what ships\n{comparison.table_before}\n")
    click.echo(f"after: and on the reviewed reports, by cross-validation\n{comparison.table_after}\n")
    click.echo(f"headline {comparison.before:.3f} before, {comparison.after:.3f} after")
    if not comparison.better and not force:
        raise click.ClickException(
            "These reports make the extraction worse; nothing was written (--force does all the same).\n"
            "这些报道使抽取变差，没有写入；如仍要写入，请加 --force。"
        )
    from casebook.extraction.learning import weights

    out.mkdir(parents=True, exist_ok=True)
    weights.write(comparison.weights, out)
    click.echo(f"weights written to {out}; to use them set {VARIABLE}={out.resolve()}")


def _compare(folders: Sequence[Path], corpus: Path) -> Any:
    try:
        from casebook.extraction.learning import improving
        from casebook.extraction.learning.corpus import load, load_scorer, load_written
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Training needs {error.name}: install the dependency group train (pip install --group train).\n"
            f"训练需要 {error.name}：请安装依赖组 train（pip install --group train）。"
        ) from error
    own = [report for folder in folders for report in load(folder)]
    base = load(corpus / "dev") if (corpus / "dev").is_dir() else []
    if not base or not (corpus / "score.py").is_file():
        raise click.ClickException(f"{corpus} must hold annotated reports in dev/ and score.py.")
    if len(own) < FEWEST_REPORTS:
        raise click.ClickException(f"{len(own)} annotated reports found, at least {FEWEST_REPORTS} are needed.")
    return improving.compare(base, own, load_written(), load_scorer(corpus / "score.py"))
