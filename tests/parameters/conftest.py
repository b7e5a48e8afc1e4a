"""A small, complete set of parameters, for tests to break in one place."""

import pytest

FILES = """
# forces.yml
gwent:
  {name: Gwent, code: W15000002, country: Wales, police: Gwent Police, publisher: Commissioner for Gwent}
dyfed-powys:
  {name: Dyfed-Powys, code: W15000004, country: Wales, police: Dyfed-Powys Police, publisher: Commissioner for D-P}
city-of-london:
  {name: City of London, code: E23000034, country: England, police: City of London Police,
   publisher: Police Authority Board, aliases: ["London, City of"], resident_rates: false}
# offences.yml
personal-robbery: {title: Personal, codes: ["34B"], source: table}
business-robbery: {title: Business, codes: ["34A"], source: table}
robbery: {title: Robbery, groups: [personal-robbery, business-robbery], source: both}
# measures.yml
robbery: {title: Robbery, source: recorded-crime, statistic: rate, better: lower, offences: [robbery], benchmark: true}
drug-disruptions: {title: Disruptions, source: local, statistic: count, better: neither}
# peer_groups.yml
wales:
  {name: Welsh forces, short: Wales, members: [gwent, dyfed-powys], source: an Act, valid_from: 1996-08-22,
   valid_to: 2023-12-31}
# breaks.yml
pandemic: {first: 2019-20 Q4, last: 2020-21 Q4, name: COVID-19, kind: mask, source: law}
# glossary.yml
rank: {term: Rank, meaning: The place in the group.}
# labels.yml
labels: {Increasing: up, Decreasing: down, Stable: level, No clear change: unclear, Not known: unknown,
  Far higher than expected: up, Higher than expected: up, As expected: level, Lower than expected: down,
  Far lower than expected: down, Higher: up, Lower: down, About the same: level, Not comparable: unknown}
rules:
# reports/quarterly.yml
title: Quarterly
first_quarter: 2018-19 Q1
glossary: [rank]
definitions: {robbery: {offences: [business-robbery], reason: As the force counts it.}}
sections:
  - key: robbery
    title: Reduce robbery
    notebook: measure
    headline: robbery
    tables:
      - {title: Local measures, measures: [robbery, drug-disruptions]}
    charts:
      - {title: Robbery, measures: [robbery]}
    benchmark_charts: [robbery]
# commentary/gwent/2023-24-q1.yml
force: gwent
quarter: 2023-24 Q1
author: an analyst
date: 2023-11-01
state: draft
sections:
  robbery: {force_action: We patrol., comments: I asked.}
# runs/gwent.yml
report: quarterly
force: gwent
quarter: 2023-24 Q1
release: 2023-10-19
peer_group: wales
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of parameters that reads without complaint."""
    place = tmp_path / "parameters"
    for part in FILES.split("\n# ")[1:]:
        name, _, text = part.partition("\n")
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"{text}\n", encoding="utf-8")
    return place
