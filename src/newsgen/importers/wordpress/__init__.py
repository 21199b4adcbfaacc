"""Read WordPress's exports. Nothing here writes a file or knows the form of newsgen's own articles."""
