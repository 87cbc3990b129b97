"""The world behind the ports. Only :mod:`drplan.wiring` imports this package."""
