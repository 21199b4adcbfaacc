"""Turn text from other systems into article files. The modules are pure; the command line reads and writes files."""
