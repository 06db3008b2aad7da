"""Reading content packs: YAML and Markdown files, checked by schemas, with errors that name file and line."""
