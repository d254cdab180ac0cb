"""The process that becomes an instance of a Python function: docs/protocol.md says what it does. Standard library only, Python 3.9."""
