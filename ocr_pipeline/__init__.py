"""Scanned or garbled Vietnamese official documents in; right Unicode text and structured directives out."""
