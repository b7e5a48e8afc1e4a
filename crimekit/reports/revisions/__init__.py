"""What a newer release does to figures already reported.

`comparison` finds two releases and sets them beside each other; `blocks` prints what moved; `reports` compares two
finished reports, figure by figure.
"""
