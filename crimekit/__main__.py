"""``python -m crimekit``."""

import os
import sys

if __name__ == "__main__":
    if not sys.flags.safe_path and sys.path[0] != os.path.dirname(os.path.dirname(__file__)):  # noqa: PTH120 - no imports
        sys.path.append(sys.path.pop(0))  # of the folder that it is started in no file is taken for a standard module
    from crimekit.cli import main

    main()
