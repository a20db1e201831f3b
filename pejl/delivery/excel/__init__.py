"""The report as an Excel workbook: real numbers to work on, texts that can never be formulas."""
