"""What a newer release does to figures already reported.

`comparison` sets two releases beside each other; `opening` finds them, `check` refuses two that are not in order;
`blocks` prints what moved; `reports` compares two finished reports, figure by figure.
"""
