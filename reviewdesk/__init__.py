"""The officers' web application, and a window on the public bucket."""
