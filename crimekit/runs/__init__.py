"""Plan a run, execute its notebooks, record it, publish it."""
