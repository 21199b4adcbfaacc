"""The site on the editor's own machine: built after every save, shown with what is wrong with it, and the desk."""
