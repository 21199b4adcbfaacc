"""That a record is unusable, as an exception. Workers meet it too, so this module loads no SQLite."""


class Damaged(Exception):
    """The record is unusable. A build then begins a new one (``recovery.open_record``) and makes every page anew."""
