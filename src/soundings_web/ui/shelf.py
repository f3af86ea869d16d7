"""Where styles and scripts lie: named after their content and compressed once collected, as they are before that."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Shelf(CompressedManifestStaticFilesStorage):
    """Before anybody has run ``collectstatic`` the site works all the same, only with larger files."""

    # One of our scripts imports another; the name inside it must change with the other's content too.
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name that changes with the content; without a collection, the name as it is."""
        return super().stored_name(name) if self.hashed_files else name
