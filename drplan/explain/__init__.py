"""Saying it to people: runbooks, tables and pictures. Pure functions of the declaration and its records."""
