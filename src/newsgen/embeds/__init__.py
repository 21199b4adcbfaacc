"""What posts say, fetched once for ``newsgen embed`` and written into the story's file. No build imports this package."""
