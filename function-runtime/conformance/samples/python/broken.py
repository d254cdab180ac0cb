"""Cannot be loaded."""

raise ValueError("no key")
