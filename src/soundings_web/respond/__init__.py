"""The door in: ways in, drafts, submitting, mixing. The only writer into answers."""
