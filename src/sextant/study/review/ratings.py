"""How well a question was known, from what its answer earned."""

from sextant.study.review.schedule import Rating


def rating_of(score: float) -> Rating:
    """
    Return the rating that follows from a score: right, partly right, not right.

    >>> [rating_of(score).name for score in (1.0, 0.5, 0.0)]
    ['GOOD', 'HARD', 'AGAIN']
    """
    if score >= 1:
        return Rating.GOOD
    return Rating.HARD if score > 0 else Rating.AGAIN


def allowed(score: float) -> tuple[Rating, ...]:
    """
    Return the ratings the learner may give: a right answer may have been easy or hard, a wrong one cannot have been known.

    >>> [rating.name for rating in allowed(0.0)]
    ['AGAIN', 'HARD']
    """
    return {
        Rating.GOOD: (Rating.HARD, Rating.GOOD, Rating.EASY),
        Rating.HARD: (Rating.AGAIN, Rating.HARD, Rating.GOOD),
        Rating.AGAIN: (Rating.AGAIN, Rating.HARD),
    }[rating_of(score)]
