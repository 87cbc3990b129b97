"""The first repository of a district: what a stranger types once becomes a plan that holds."""
