"""What programs of readers see of the default theme: the HTML checker, the browser, axe, Lighthouse."""
