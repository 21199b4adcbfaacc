"""Find what changed on disk since the last build: finders name folders, ``sources`` compares their files with the record."""
