"""Build the search index of a site's published stories after a build, with Pagefind. No page depends on it."""
