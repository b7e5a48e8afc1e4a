"""Input files into observations: what each kind of file must hold, and one clear message where it does not.

A file is read into memory (`files`) and becomes sheets (`sheets`, which opens workbooks by `workbooks` and `marks`, a
program with limits); its tables are found by the names of their columns (`tables`), each cell is read (`cells`,
`names`), and what is wrong is collected (`problems`) before the file is refused. `recorded_crime` (and outcomes),
`monthly` (and street-level crime), `population` and `local` know one kind of file each. `store` keeps releases
compactly, `build` adds to them, and `inputs` opens all that one run needs.
"""
