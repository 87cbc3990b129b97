"""The crosswalk: what each framework asks, the rule that judges it, and the verdict with its evidence."""
