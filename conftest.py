"""Tests see the shipped models, whatever models of their own the person who runs them has."""

import os
import tempfile

_DATA = tempfile.TemporaryDirectory(prefix="ocr_pipeline-tests-")
os.environ["XDG_DATA_HOME"] = _DATA.name
os.chmod(_DATA.name, 0o755)  # noqa: PTH101  (processes of other users look there too)
