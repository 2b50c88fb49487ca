"""When things happen: thin flows, the timetable, settings, wiring, the command line."""
