"""A made-up section for the benchmarks: two tables and two charts from 335,400 rows, drawn in two ways.

`usual` draws its charts as most notebooks do: seaborn, into a PNG. `house` reads the same data, makes the same two
tables and draws the same figures in crimekit's own style, each chart for a wide page and for a phone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from nbformat import v4, write

FORCES, QUARTERS, OFFENCES = 43, 78, 100
DATA = "recorded.parquet"

_BEGINS = (
    "measure = 'offence-07'\nforce = 'force-09'\npeers = ['force-09', 'force-10', 'force-11', 'force-12', 'force-13']",
    f"counts = pd.read_parquet('{DATA}', columns=['force', 'quarter', 'value'], filters=[('offence', '==', measure)])",
    "rates = counts.assign(rate=counts['value'] / 600)\nrates['year'] = rates['quarter'].str[:7]",
    "ours = rates[rates['force'] == force]",
    "annual = rates[rates['force'].isin(peers)].pivot_table('rate', 'force', 'year', 'sum').iloc[:, -6:]",
    "latest = rates[rates['quarter'] == rates['quarter'].max()].nlargest(15, 'rate')[['force', 'value', 'rate']]",
)
USUAL = (
    "import matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns",
    *_BEGINS,
    "# caption: Rate by year\nannual",
    "# caption: Highest rates\nlatest.set_index('force')",
    "# alt: Line chart of the made-up rate by quarter, with its latest value.\nplt.figure(figsize=(9, 4))\n"
    "sns.lineplot(ours, x='quarter', y='rate').tick_params(axis='x', rotation=90);",
    "# alt: Bars of the fifteen highest made-up rates of the latest quarter.\nplt.figure(figsize=(9, 4))\n"
    "sns.barplot(latest, x='rate', y='force');",
)
HOUSE = (
    "import pandas as pd\nfrom crimekit.charts.data import Bar, Caption, Comparison, Line, Trend\n"
    "from crimekit.charts.figures import comparison_figure, trend_figure\n"
    "from crimekit.blocks import Cell, Column, Table\nfrom crimekit.periods import Quarter",
    *_BEGINS,
    "Table('annual', 'Rate by year', '', (Column('Force'), *(Column(year, 'number') for year in annual)),\n"
    "      tuple((Cell(name), *(Cell(f'{rate:.2f}', rate) for rate in row)) for name, *row in annual.itertuples()))",
    "Table('latest', 'Highest rates', '', (Column('Force'), Column('Offences', 'number'), Column('Rate', 'number')),\n"
    "      tuple((Cell(row.force), Cell(f'{row.value:,}', row.value), Cell(f'{row.rate:.2f}', row.rate))\n"
    "            for row in latest.itertuples()))",
    "trend_figure(Trend(tuple(map(Quarter.parse, ours['quarter'])), (Line(force, tuple(ours['rate'])),),\n"
    "                   'Offences per 1,000', '{:.2f}'.format),\n"
    "             Caption('trend', 'The rate', 'Offences per 1,000', 'Line chart of the rate. ' * 3))",
    "comparison_figure([Comparison('Rate', tuple(map(Bar, latest['force'], latest['rate'])),\n"
    "                              latest['rate'].mean(), '{:.2f}'.format)],\n"
    "                  Caption('peers', 'Highest', 'Offences per 1,000', 'Bars of the rates. ' * 3),\n"
    "                  own=latest['force'].iloc[0], average_name='Average', unit='Rate')",
)


def begun(folder: Path) -> Path:
    """Write the data into a folder of notebooks; that folder."""
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True)
    quarters = [f"{year}-{(year + 1) % 100:02d} Q{quarter}" for year in range(2004, 2024) for quarter in (1, 2, 3, 4)]
    index = pd.MultiIndex.from_product(
        (
            [f"offence-{number:02d}" for number in range(OFFENCES)],
            [f"force-{number:02d}" for number in range(FORCES)],
            quarters[:QUARTERS],
        ),
        names=("offence", "force", "quarter"),
    )
    values = np.random.default_rng(1).poisson(900, len(index))
    pd.Series(values, index, name="value").reset_index().to_parquet(notebooks / DATA)
    return notebooks


def written(notebooks: Path, name: str, cells: tuple[str, ...]) -> Path:
    """Write a notebook of these code cells."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = v4.new_notebook(
        cells=[v4.new_code_cell(source) for source in cells], metadata={**kernel, "language_info": {"name": "python"}}
    )
    path = notebooks / f"{name}.ipynb"
    write(notebook, path)
    return path
