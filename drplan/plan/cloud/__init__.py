"""Deciding what is to be done in cloud tenants, and who may do what there, from what was read. Pure."""
