"""Files as people bring them, made by real programs."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter


def pdf_file(pages: int = 1, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def picture(format_name: str = "PNG") -> bytes:
    output = BytesIO()
    Image.new("RGB", (40, 30), "white").save(output, format_name)
    return output.getvalue()


def upload(
    content: bytes | None = None, name: str = "anyqtama.pdf", claimed: str = "application/pdf"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_file() if content is None else content, content_type=claimed)
