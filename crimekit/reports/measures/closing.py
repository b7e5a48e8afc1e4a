"""What closes a report: its glossary, and how its figures were made."""

from __future__ import annotations

from crimekit.blocks import Block, Definitions, Heading, Sentences
from crimekit.parameters.model import Parameters, Report
from crimekit.quarters import Quarter
from crimekit.reports.measures.measured import summary_table, way_table
from crimekit.reports.narrative import method_sentences


def closing_blocks(report: Report, parameters: Parameters, quarter: Quarter) -> tuple[Block, ...]:
    """The glossary, where the report has one, and the methods of the measures."""
    defined = (parameters.glossary[key] for key in report.glossary)
    glossary = tuple((term.term, term.meaning) for term in defined)
    terms: tuple[Block, ...] = (
        (Heading("glossary", "Glossary"), Definitions("glossary-terms", "", glossary)) if glossary else ()
    )
    if report.kind != "measures":
        return terms
    methods = method_sentences(parameters.settings, quarter)
    heading = Heading("methods", "How these figures were made")
    return (*terms, heading, Sentences("methods-sentences", "", methods), summary_table(), way_table())
