"""The record: one SQLite file for each output with what its last build read and wrote, and all SQL of newsgen.

Packages above open a record with ``recovery.open_record`` or ``record.Record`` and use its nouns, such as
``record.stories`` and ``record.outputs``. ``codec`` and ``view`` load no SQLite. The record stores facts; it decides no
rule of the newsroom.
"""
