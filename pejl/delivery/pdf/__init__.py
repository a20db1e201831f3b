"""The report as a PDF: A4, tagged for screen readers, fonts embedded, the same bytes every time."""
