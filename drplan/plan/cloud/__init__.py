"""Deciding what cloud accounts hold and who may do what in them. Pure."""
