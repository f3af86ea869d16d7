"""The parts of a Word document: its frame, its words, its tables. ``to_docx`` puts them together."""
