from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.documents.services import UPLOAD_LIMIT


class UploadForm(forms.Form):
    """A file for the organisation's documents; what it really is, the service finds out."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, up to 20 MB."),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".pdf,.png,.jpg,.jpeg",
                "data-max-bytes": str(UPLOAD_LIMIT),
                "data-too-large": "file-too-large",
            }
        ),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty. Choose it once more; if it stays empty, save it anew."),
        },
    )

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]
