from pathlib import Path

import pytest

from .tree import DECISION, DECREE, Tree, document


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Two folders and the tree itself; one input holds two documents."""
    made = Tree(tmp_path)
    made.add("so-1/10.pdf", document(DECREE))
    made.add("so-1/2 Quyết định.pdf", document(DECISION), document())
    made.add("so-2/ket-luan.pdf", document())
    made.add("rời.pdf", document(DECISION))
    return made
