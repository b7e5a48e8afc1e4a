"""Input files into observations: what each kind of file must hold, and one clear message where it does not.

A loader reads bytes (`files`), finds its table in every sheet by the names of the columns (`sheets`, `layout`), reads
each cell (`cells`, `force_names`) and collects what is wrong (`problems`) before it refuses the file. Before anything
is unpacked, `archives` and `workbook_limits` look it over. `recorded_crime`, `monthly_crime`, `population`,
`local_figures`, `respondents`, `outcomes` and `street` each know one kind of file; `packages` makes one of a folder or
a zip; `cache` keeps what was read; `store` keeps a release compactly; `inputs` opens all that one notebook needs, and
`notes` says what is odd about it.
"""
