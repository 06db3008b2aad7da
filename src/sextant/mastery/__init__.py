"""The competence state of a learner: observations (append-only), the estimate (a cache of their replay), declarations."""
