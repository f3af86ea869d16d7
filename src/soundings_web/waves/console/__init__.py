"""Pages for staff about waves, surveys and key holders."""
