"""Build the models in `lexicons/` from text and from pairs of read and printed words, and adapt them to an archive."""
