"""The `sextant` command."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sextant.config.settings")


def main() -> None:
    """Set up Django, then run the command asked for; a wrong setting is told in a sentence, not in a trace."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (ImproperlyConfigured, EnvError) as error:
        print(f"✗ {error}", file=sys.stderr)
        raise SystemExit(1) from None

    from sextant.config.commands import build

    build()()


if __name__ == "__main__":
    main()
