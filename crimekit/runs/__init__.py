"""Runs: checked, executed, put together, published in one step, recorded."""

import os

OWN = {  # of that environment, whatever the user's says
    "MATPLOTLIBRC": os.devnull,  # a report looks the same whoever makes it
    "PYTHONSAFEPATH": "1",  # no file of the folder that crimekit is started in is taken for a module
    "PYTHONSTARTUP": "",  # which a kernel would run
}

DEFAULTS = {  # of the environment in which a section is executed
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in a kernel, but before matplotlib is imported
    "OPENBLAS_NUM_THREADS": "1",  # as many sections as workers run at once; and a fork must have one thread
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own pool holds some 60 MB more in each section
}
