"""Input files into observations: what each kind of file must hold, and one clear message where it does not.

A loader reads bytes (`files`), finds its table in every sheet by the names of the columns (`sheets`, `layout`), reads
each cell (`cells`, `force_names`) and collects what is wrong (`problems`) before it refuses the file. `recorded_crime`,
`population` and `local_figures` each know one kind of file; `store` keeps a release compactly; `inputs` opens all that
one notebook needs.
"""
