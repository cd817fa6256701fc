"""The record of digital signatures."""

import datetime
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, String

from ocr_pipeline.searchable import DigitalSignature, signatures_of


def container() -> bytes:
    """A PKCS#7 signature of a made-up office."""
    key = ec.generate_private_key(ec.SECP256R1())
    parts = [(NameOID.COMMON_NAME, "Sở Y tế tỉnh Khánh Hòa"), (NameOID.ORGANIZATION_NAME, "UBND tỉnh Khánh Hòa")]
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(0xABC123).not_valid_before(datetime.datetime(2020, 1, 1))
    certificate = builder.not_valid_after(datetime.datetime(2040, 1, 1)).sign(key, hashes.SHA256())
    signer = pkcs7.PKCS7SignatureBuilder().set_data(b"text").add_signer(certificate, key, hashes.SHA256())
    return signer.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])


def signed(path: Path, contents: bytes) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    value = Dictionary(Type=Name.Sig, SubFilter=Name("/adbe.pkcs7.detached"), Contents=String(contents))
    value.M, value.Reason = String("D:20240206103029+07'00'"), String("Phát hành")
    value.ByteRange = Array([0, 10, 20, 30])
    inner = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("Signature1"), V=pdf.make_indirect(value)))
    outer = pdf.make_indirect(Dictionary(T=String("văn thư"), Kids=Array([inner])))
    empty = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("Signature2")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([outer, empty]), SigFlags=3)
    pdf.save(path)


def test_who_signed_and_when(tmp_path: Path) -> None:
    signed(tmp_path / "a.pdf", container() + bytes(500))
    assert signatures_of(tmp_path / "a.pdf") == (
        DigitalSignature(
            field="văn thư.Signature1",
            reason="Phát hành",
            time="2024-02-06T10:30:29+07:00",
            kind="adbe.pkcs7.detached",
            signer="Sở Y tế tỉnh Khánh Hòa",
            organisation="UBND tỉnh Khánh Hòa",
            issuer="CA thử nghiệm",
            serial="abc123",
            whole=False,
        ),
    )


def test_a_certificate_that_cannot_be_read_leaves_the_rest(tmp_path: Path) -> None:
    signed(tmp_path / "a.pdf", b"\x30\x82")
    (found,) = signatures_of(tmp_path / "a.pdf")
    assert (found.signer, found.time) == (None, "2024-02-06T10:30:29+07:00")


def test_pictures_and_unsigned_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff")
    pikepdf.new().save(tmp_path / "b.pdf")
    assert signatures_of(tmp_path / "a.jpg") == signatures_of(tmp_path / "b.pdf") == ()
