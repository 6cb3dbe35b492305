"""The command line's commands; ``analytics/__main__.py`` puts them together."""
