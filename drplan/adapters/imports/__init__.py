"""Other tools' files read into plain rows, one module a format. Whatever a file holds, it is never run.

A file that cannot be read raises one ``DeclarationError`` with file, line and what to do next.
"""
