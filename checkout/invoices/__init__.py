"""Invoices as PDF: `content` says what stands on one, `drawing` puts it on pages."""

from .content import InvoiceContent, content_of
from .drawing import drawn

__all__ = ["InvoiceContent", "content_of", "drawn"]
