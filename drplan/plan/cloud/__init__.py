"""Deciding what is to be done in cloud tenants, from what was read of them. Pure."""
