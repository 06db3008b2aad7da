"""The design system: base page, components, icons, figures, tokens. It knows no learner, no framework and no exam."""
