"""Released decisions in, public objects and the change to make out."""
