"""A one-page report on a region that explains each measure in plain words."""

from growthpoles.report.page import Item, Page, overview_of, page_of
from growthpoles.report.pdf import report_pdf, save_report

__all__ = ["Item", "Page", "overview_of", "page_of", "report_pdf", "save_report"]
