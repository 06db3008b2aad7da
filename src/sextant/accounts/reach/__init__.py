"""How to reach people: when they want to be reminded, when not, and the link that stops it."""
