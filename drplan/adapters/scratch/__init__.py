"""Scratch rooms: a site rehearsed beside production, which is left alone. See ``docs/scratch.md``."""
