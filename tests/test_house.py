"""Rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

SOURCE = Path(settings.ROOT) / "src" / "sextant"
OURS = [model for model in apps.get_models() if model.__module__.startswith("sextant.")]
LOOK_UPS = {
    "pathways.CalendarFeed",  # a small global table from a secret token to its learner
    "accounts.Invitation",  # belongs to a cohort; the learner is only known once it is accepted
    "accounts.Session",  # of a browser, whose learner may change
}
LEARNER_OWNED = [
    model
    for model in OURS
    if model._meta.label not in LOOK_UPS and any(field.name == "learner" and field.is_relation for field in model._meta.fields)
]


def ids(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", LEARNER_OWNED, ids=ids)
def test_learner_owned_rows_can_be_distributed_by_learner(model: type[models.Model]) -> None:
    """Unique constraints and declared indexes start with the learner (not a foreign key's own index), and the key is a UUID."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[:1] == ("learner",), constraint.name
    for index in model._meta.indexes:
        assert index.fields[:1] == ["learner"], index.name
    assert isinstance(model._meta.pk, models.UUIDField)


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_models_do_not_override_save(model: type[models.Model]) -> None:
    assert "save" not in vars(model)


def test_keys_that_cross_contexts_point_down_and_leave_no_trace() -> None:
    order = [name.rsplit(".", 1)[-1] for name in settings.CONTEXTS]
    for model in OURS:
        for field in model._meta.local_fields:
            target = field.related_model
            if not field.is_relation or not isinstance(target, type) or target._meta.app_label not in order:
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here == there:
                continue
            assert order.index(here) < order.index(there), f"{model._meta.label}.{field.name} points up"
            assert field.remote_field.related_name == "+", f"{model._meta.label}.{field.name} is seen from {there}"


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "managers", "common", "misc"])
def test_no_room_without_an_idea(name: str) -> None:
    assert not list(SOURCE.rglob(f"{name}.py"))
    assert not [path for path in SOURCE.rglob(name) if path.is_dir() and (path / "__init__.py").exists()]


def test_only_views_tasks_and_commands_read_the_clock() -> None:
    """Time is passed in: what reads the clock cannot be tested at another moment. A reaction is an edge, as a view is."""
    allowed = (
        "views",
        "tasks",
        "commands",
        "middleware",
        "idle.py",
        "worker.py",
        "signals.py",
        "demo",
        "cli",
        "shell.py",
        "kernel",
        "reactions.py",
    )
    found: list[str] = []
    for path in SOURCE.rglob("*.py"):
        relative = path.relative_to(SOURCE).as_posix()
        if any(part in relative for part in allowed) or "/migrations/" in relative:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{relative}:{node.lineno}" for node in ast.walk(tree) if _reads_the_clock(node)]
    assert found == []


def _reads_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)):
        return False
    return node.func.attr in {"now", "today", "utcnow", "localdate"} and node.func.value.id in {"timezone", "datetime", "date"}
