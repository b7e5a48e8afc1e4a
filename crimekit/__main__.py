"""``python -m crimekit``."""

from crimekit.cli import main

if __name__ == "__main__":
    main()
