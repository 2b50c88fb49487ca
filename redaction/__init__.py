"""PDF bytes in, values and proven-clean PDF bytes out. No files, no network."""
