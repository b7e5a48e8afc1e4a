"""Kernels that start at once: forked from a process that has imported everything, where the system allows it.

`server` is that process, `client` starts it and asks it for kernels, `provisioner` and `engine` are the public places
where Jupyter and papermill let a package start kernels in its own way. Anywhere else, and wherever something is amiss,
a kernel is launched as Jupyter does, with the same outputs. ``CRIMEKIT_KERNELS=ordinary`` forces that.
"""
