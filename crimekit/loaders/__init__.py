"""Input files into observations: what each kind of file must hold, and one clear message where it does not.

A file is read into memory and becomes sheets (`files`, which opens workbooks by `workbooks`, a program with limits);
its tables are found by the names of their columns (`tables`), each cell is read (`cells`, `names`), and what is wrong
is collected (`problems`) before the file is refused. `recorded_crime` (by quarter or month, and outcomes), `street`,
`population` and `local` know one kind of file each. `store` keeps releases compactly, `build` adds to them, and
`inputs` opens all that one run needs.
"""
