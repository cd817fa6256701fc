"""A run over a folder tree: every input once, resumable after a kill, one bad page never more than itself."""
