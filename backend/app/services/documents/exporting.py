"""A screenplay as a file for other programs."""

from __future__ import annotations

from app.domain.final_draft_writing import final_draft_of
from app.services.documents.service import DocumentService, NoScreenplay


class DocumentExport:
    def __init__(self, documents: DocumentService) -> None:
        self._documents = documents

    def final_draft(self, project_id: str, path: str) -> tuple[str, str]:
        """A name for the file, and its text. Raises `DocumentNotFound`, `NoScreenplay`."""
        document = self._documents.get(project_id, path)
        if document.document_type != "screenplay":
            raise NoScreenplay()
        return f"{document.name}.fdx", final_draft_of(document.content)
