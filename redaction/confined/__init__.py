"""Parsing of untrusted bytes in a process of its own, with limits.

`client` is the side of whoever asks, `server` a small process that forks one
worker for each file, `work` what a worker can be asked to do.
"""
