"""The rhythm one sets oneself, its pauses, and the mails one asked for."""
