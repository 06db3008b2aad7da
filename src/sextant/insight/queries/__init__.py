"""What the desk and Cap show, read from every room below."""
