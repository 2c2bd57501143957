"""Auteur: a studio for making films with generative models, in which a film is a folder."""

__version__ = "0.1.0"
