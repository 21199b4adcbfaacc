"""Preview the site on the editor's own machine: rebuild after every save, show problems in the pages, and serve the desk."""
