"""Importers: what other systems hold, turned into article files. Pure modules; the command line reads and writes."""
