"""The search's index, made beside the build of what was built: a step of its own that nothing of a page depends on."""
