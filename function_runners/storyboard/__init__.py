"""Draws a shot from its description: an ink-and-wash storyboard frame, on the processor alone."""

VERSION = "1.0.0"
