"""The lowest layer: problems, messages, digests, locks, atomic writes, colour contrast.

Every package may import from here. Modules here know nothing of stories, sites or pages and import no other package.
"""
