"""The ground floor: problems, messages, digests, locks, atomic writes, colour contrast.

Any package imports from here. Nothing here knows of stories, sites or pages, and nothing imports from another package.
"""
