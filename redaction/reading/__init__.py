"""From PDF bytes to pages of text, each character with its place."""
