"""What a decision is and how it lives. Standard library only; no clock, no I/O."""
