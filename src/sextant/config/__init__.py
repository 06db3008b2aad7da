"""Where the rooms are put together: settings, addresses, reactions, commands."""
