"""What Django's own formats lack, by language."""
