"""The ballot box, drafts and answer files. Knows no person, no clock and no order."""
