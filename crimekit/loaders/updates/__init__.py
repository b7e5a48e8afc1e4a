"""New figures from GOV.UK: only when somebody asks for them, and only what turns out to be a release.

`publication` asks which workbook is newest, `fetching` brings it here piece by piece, `update` reads it and adds it to
the store. Nothing else in crimekit touches the network.
"""
