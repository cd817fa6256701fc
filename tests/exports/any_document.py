"""Strategies that make any document there can be."""

from hypothesis import strategies as st

from ocr_pipeline import document as ground
from ocr_pipeline.document import Box, Directive, Document, Edit, Page, Source, Structure

dates = st.dates().map(lambda day: day.isoformat())
texts = st.text(max_size=12)
shares = st.floats(0, 1)
names = st.none() | texts
bodies = st.lists(texts, max_size=2).map(tuple)
boxes = st.builds(Box, *[st.integers(0, 9999)] * 4)
others = st.lists(st.builds(ground.Alternative, texts, shares), max_size=1).map(tuple)
words = st.builds(ground.Word, texts, st.none() | boxes, st.none() | shares, others)
lines = st.builds(ground.Line, texts, st.lists(words, max_size=2).map(tuple), st.none() | boxes)
sizes = st.none() | st.integers(1, 9999)
cells = st.builds(
    ground.Cell, st.just(0), st.just(0), st.integers(1, 2), st.integers(1, 2), texts, st.none() | boxes, sizes
)
tables = st.builds(
    ground.Table,
    st.integers(1, 999),
    st.integers(1, 3),
    st.integers(1, 3),
    st.lists(cells, max_size=2).map(tuple),
    st.none() | boxes,
    st.booleans(),
)
zones = st.builds(
    ground.Zone,
    st.sampled_from(ground.ZoneKind),
    st.lists(lines, max_size=2).map(tuple),
    st.none() | boxes,
    st.lists(cells, max_size=2).map(tuple),
    st.booleans(),
)
pages = st.builds(
    Page,
    st.integers(1, 999),
    st.lists(zones, max_size=2).map(tuple),
    st.sampled_from(ground.Origin),
    sizes,
    sizes,
    sizes,
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-15, 15),
    st.booleans(),
    names,
    st.lists(st.builds(ground.Region, st.sampled_from(ground.RegionKind), boxes, texts), max_size=2).map(tuple),
    st.none()
    | st.builds(
        ground.Scan,
        st.integers(1, 9999),
        st.integers(1, 9999),
        st.lists(st.floats(-9, 9), min_size=8, max_size=8).map(lambda row: (*row[:6], 0.0, 0.0, 1.0)),
    ),
)
places = st.builds(
    ground.Place,
    st.integers(1, 999),
    st.integers(0, 9),
    st.integers(0, 9),
    st.none() | boxes,
    st.none() | shares,
    st.booleans(),
)
signatures = st.builds(
    ground.Signature, names, names, names, st.none() | st.builds(ground.ElectronicSignature, names, names, names, names)
)
citations = st.builds(
    ground.Citation,
    texts,
    texts,
    st.integers(0, 9),
    st.integers(0, 9),
    names,
    names,
    st.none() | dates,
    names,
    names,
    st.lists(st.sampled_from(ground.Relation), max_size=2).map(tuple),
)
evidence = st.builds(
    ground.Evidence,
    st.sampled_from(ground.EvidenceKind),
    texts,
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.none() | places,
)
directives = st.deferred(
    lambda: st.builds(
        Directive,
        texts,
        texts,
        bodies,
        bodies,
        st.none() | dates,
        names,
        sizes,
        st.just(()) | st.lists(directives, max_size=2).map(tuple),
        bodies,
        st.sampled_from(ground.SectionKind),
        bodies,
        bodies,
        names,
        names,
        st.lists(st.builds(ground.Target, texts, st.floats(0, 9e9), texts, sizes), max_size=1).map(tuple),
        st.none() | places,
        st.booleans(),
        st.lists(evidence, max_size=2).map(tuple),
    )
)
headers = st.builds(
    ground.Header,
    st.sampled_from(["party", "state", None]),
    names,
    names,
    names,
    names,
    st.none() | dates,
    names,
    names,
    st.sampled_from(["Hỏa tốc", None]),
    names,
    names,
    names,
    st.sampled_from(["Mật", None]),
    st.none() | st.builds(ground.CodeParts, texts, sizes, texts),
    bodies,
)
structures = st.builds(
    Structure,
    headers,
    bodies,
    bodies,
    st.lists(st.builds(ground.Reference, texts, st.none() | dates, names, names, names), max_size=2).map(tuple),
    st.lists(directives, max_size=2).map(tuple),
    bodies,
    st.none() | signatures,
    bodies,
    st.lists(st.builds(ground.Flag, texts, texts), max_size=2).map(tuple),
    bodies,
    bodies,
    st.lists(st.builds(ground.Attachment, texts, st.lists(directives, max_size=2).map(tuple), bodies), max_size=1).map(
        tuple
    ),
    st.lists(citations, max_size=1).map(tuple),
    st.lists(st.builds(ground.Abbreviation, texts, texts), max_size=1).map(tuple),
    st.lists(signatures, max_size=1).map(tuple),
    st.lists(st.sampled_from(ground.LineRole), max_size=2).map(tuple),
)
edits = st.lists(
    st.builds(Edit, st.integers(0, 9), st.integers(0, 9), texts, texts, texts, st.floats(-9, 99), bodies), max_size=2
).map(tuple)
documents = st.builds(
    Document,
    st.builds(Source, texts, st.sampled_from(["pdf", "image", "text"]), st.just("0a" * 32), st.integers(1, 9)),
    st.lists(pages, max_size=2, unique_by=lambda page: page.number).map(tuple),
    structures,
    texts,
    edits,
    texts,
    st.none() | shares,
    shares,
    edits,
    st.lists(tables, max_size=2).map(tuple),
)
