"""How rows rest on disk: tables without a row number, and tables written afresh so that no order remains."""
