"""What results depend on beside the input: options, models, versions, as one hash."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from importlib.metadata import version

from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.lexicons import lexicon_folder
from ocr_pipeline.models import checksums, model_paths
from ocr_pipeline.recognition import probe


def settings_hash(options: BatchOptions) -> str:
    """The hash that changes when the same input would be read otherwise: 16 hexadecimal digits.

    Limits, formats and the number of workers are not in it: they change what is made of a result, or when, but not the
    result. Nor is the version of Poppler, whose every security update would have whole archives read again.
    """
    pipeline = asdict(options.pipeline)
    del pipeline["imaging"]["pictures"], pipeline["recognition"]["timeout"], pipeline["source"]["password"]
    models = model_paths(pipeline["restoration"].pop("models"))
    folders = sorted({part.parent for part in models.parts})
    parts = [
        version("ocr-pipeline"),
        probe().version,
        repr(pipeline),
        repr(options.split),
        *(checksums(folder) for folder in folders),
        *(_digest(path.read_bytes()) for path in sorted(lexicon_folder().iterdir()) if path.is_file()),
    ]
    return _digest("\n".join(parts).encode())[:16]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
