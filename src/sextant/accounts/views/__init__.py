"""My account, its papers, and the ways out."""
