"""The `sextant` command, one file a topic."""

import typer


def build() -> typer.Typer:
    """Return the whole command."""
    from sextant.config.commands import answers, calibrate, content, demo, lab, search, upkeep

    app = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Sextant: install, look after and fill a campus."
    )
    app.add_typer(upkeep.app)
    app.add_typer(content.app, name="content")
    app.add_typer(answers.app, name="answers")
    app.add_typer(search.app, name="search")
    app.add_typer(calibrate.app, name="calibrate")
    app.add_typer(demo.app)
    app.add_typer(lab.app)
    return app
