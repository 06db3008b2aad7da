"""What every room uses and that knows nothing: identifiers, bilingual text, the event bus."""
