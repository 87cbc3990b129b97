"""Changing the world, through ports, in the order that ``plan`` decides."""
