"""What the last build knew: one SQLite file for each output, and all SQL of newsgen.

Packages above import ``open_record``, ``Record`` and its views. No rule of the newsroom is decided here.
"""
