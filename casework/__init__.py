"""One function for each thing that happens to a decision. I/O only through ports."""
