"""Reliabilities by hand, and refusals."""

import numpy as np
import pytest

from sextant.engine.scoring.reliability import NotATest, alpha, item_rest


def test_parallel_questions_are_perfectly_reliable() -> None:
    assert alpha([[0, 0], [1, 1], [1, 1]]) == pytest.approx(1.0)


def test_unrelated_questions_are_not_reliable() -> None:
    random = np.random.default_rng(1)

    assert abs(alpha(random.random((5000, 20)) < 0.5)) < 0.1


def test_the_item_rest_correlation_leaves_the_item_out() -> None:
    scores = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 1, 0]])

    found = item_rest(scores)

    assert found[0] == pytest.approx(np.corrcoef(scores[:, 0], scores[:, 1] + scores[:, 2])[0, 1])


def test_a_constant_question_has_no_correlation() -> None:
    assert np.isnan(item_rest([[1, 1, 0], [1, 0, 1], [1, 1, 1]])[0])


@pytest.mark.parametrize("scores", [[[1, 0]], [[1], [0]], [[1, float("nan")], [0, 1]], [[1, 0], [0, 1]]])
def test_what_is_no_test_is_refused(scores: list[list[float]]) -> None:
    with pytest.raises(NotATest):
        alpha(scores)
