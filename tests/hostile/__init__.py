"""Hypothesis strategies for what an attacker may write: from grammars, and by mutation of our own pages."""
