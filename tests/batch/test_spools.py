"""Read pages that wait for the others of their file: none is read again, none stays behind."""

from hashlib import sha256

from ocr_pipeline.batch.fingerprint import settings_hash
from ocr_pipeline.batch.manifest import open_manifest
from ocr_pipeline.batch.options import BatchOptions
from ocr_pipeline.batch.places import places_of
from ocr_pipeline.batch.spool import put_page, spool_of
from ocr_pipeline.document import pages_of
from ocr_pipeline.work_records import FileRecord, State

from .conftest import HIDDEN, TEXT, Tree


def test_pages_read_before_their_content_was_noted_are_not_read_again(tree: Tree) -> None:
    """As after a kill between the first page and the next commit: the file waits, and its content is not known."""
    options = BatchOptions(jobs=2, formats=("json", "txt"))
    places, settings = places_of(tree.source, tree.output), settings_hash(options)
    spool = spool_of(places.pages, sha256(tree.text("1.txt").read_bytes()).hexdigest(), settings)
    put_page(spool, pages_of(TEXT)[0], 1.0)
    places.manifest.parent.mkdir(parents=True, exist_ok=True)
    with open_manifest(places.manifest) as manifest:
        manifest.save([FileRecord("1.txt", 0, 0.0, "", settings, State.WAITING, stem="1.txt")])
        manifest.commit()
    outcome, _ = tree.run()
    assert (outcome.tally.done, outcome.tally.pages) == (1, 0)
    assert not list((tree.output / HIDDEN / "work" / "pages").glob("*"))
