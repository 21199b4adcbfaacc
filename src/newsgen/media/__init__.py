"""The media store: originals by digest, outside of git; and the cache of those that were fetched.

``build`` and the command line import from here. Nothing here measures a picture (``pictures``), renders, or touches the record.
"""
