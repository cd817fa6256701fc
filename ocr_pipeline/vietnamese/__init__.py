"""The language as data: syllable grammar, tone placement, tokens, lexicon, language model."""
