"""What changed on disk since the record: the finders that name folders, and the comparison of files with the record.

``build`` and ``cli`` import from here. No file is opened here; only its state is read.
"""
