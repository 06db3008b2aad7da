"""One module for each family of components; each tag registers itself with `library.register`."""
