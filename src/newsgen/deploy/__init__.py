"""The built site to where it is served from. Known to the command line only; the build knows nothing of it."""
