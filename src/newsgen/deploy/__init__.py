"""Copy the built site to where it is served from. Only the command line imports this package; a build never does."""
