"""
How well is the next answer foreseen from the past alone?

Claim: on `assistments09` (student-wise published split, one row an event) the explainable layer alone reaches an area under the curve of
.774, an expected calibration error of .01, within 20 µs an event. Peers on the same rows in the same run: IRT (one ability, the posterior
mean of the past answers; and for a new learner, difficulty alone), plain Elo (ratings of learner-and-skill and of item, steps that shrink
with their number; Pelánek, 2016), PFA (Pavlik, Cen & Koedinger, 2009), Best-LR's counts (Gervet et al., 2020), and the state of the engine
without its layer. The challenger is what gradient boosting makes of the same features and counts, which nobody could explain (aim .78):
it says how much the explainable layer leaves. Difficulties behind training features come from the other four folds of the students.

    DATA=… python -m benchmarks.tracing_answers
"""

import os
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sextant.engine.measurement.foreseen import area, calibration_error, losses
from sextant.engine.measurement.tracing import FEATURES, difficulties, fit_layer, traced

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FOLDS, SEED = 5, 20261203
AIM = (0.774, 0.01, 20.0)
LEARNER, ITEM, CORRECT, SKILL = 0, 1, 3, 4


def hard(rows: Ints, items: int, skills: int) -> Floats:
    """Return the difficulty of each (item, skill) pair met later: a function of both, as an array items × 1 plus skills."""
    of_item, of_skill = difficulties(
        learner=rows[:, LEARNER], question=rows[:, ITEM], score=rows[:, CORRECT], group=rows[:, SKILL], questions=items, groups=skills
    )
    return np.concatenate([of_item, of_skill])


def look_up(difficulty: Floats, rows: Ints, items: int) -> Floats:
    """Return the difficulty of each row."""
    return difficulty[rows[:, ITEM]] + difficulty[items + rows[:, SKILL]]


def ours(rows: Ints, difficulty: Floats) -> tuple[Floats, float]:
    """Return the features of each row and the microseconds an event."""
    events = [
        (row[LEARNER], (row[SKILL],), row[ITEM], hard, float(row[CORRECT])) for row, hard in zip(rows.tolist(), difficulty, strict=True)
    ]
    began = time.perf_counter()
    features, _ = traced(events)
    return features, (time.perf_counter() - began) / len(rows) * 1e6


def counted(rows: Ints) -> tuple[Floats, Floats]:
    """Return the counts before each row: right and wrong on the skill (PFA), and with those of the item and in all (Best-LR)."""
    skill: dict[tuple[int, int], list[int]] = {}
    item: dict[tuple[int, int], list[int]] = {}
    total: dict[int, list[int]] = {}
    table = np.zeros((len(rows), 6))
    for place, row in enumerate(rows.tolist()):
        tallies = (
            skill.setdefault((row[LEARNER], row[SKILL]), [0, 0]),
            item.setdefault((row[LEARNER], row[ITEM]), [0, 0]),
            total.setdefault(row[LEARNER], [0, 0]),
        )
        table[place] = [count for tally in tallies for count in tally]
        for tally in tallies:
            tally[1 - row[CORRECT]] += 1
    return table[:, :2], np.log1p(table)


def by_ability(rows: Ints, difficulty: Floats) -> Floats:
    """Return the chances by IRT: one normal ability a learner, updated on a grid by each of their past answers."""
    grid = np.linspace(-4.0, 4.0, 41)
    log: dict[int, Floats] = {}
    found = np.zeros(len(rows))
    for place, (learner, right, hard) in enumerate(zip(rows[:, LEARNER].tolist(), rows[:, CORRECT].tolist(), difficulty, strict=True)):
        held = log.setdefault(learner, -0.5 * grid**2)
        mass = np.exp(held - held.max())
        curve = 1.0 / (1.0 + np.exp(hard - grid))
        found[place] = float(mass @ curve / mass.sum())
        held += np.log(curve if right else 1.0 - curve)
    return found


def elo(train: Ints, test: Ints) -> Floats:
    """Return the chances by plain Elo: one pass over the training answers, then over the test answers, each foreseen before it is seen."""
    of_learner: dict[tuple[int, int], tuple[float, int]] = {}
    of_item: dict[tuple[int, int], tuple[float, int]] = {}
    found = []
    for row in [*train.tolist(), *test.tolist()]:
        who, what = (row[LEARNER], row[SKILL]), (row[ITEM], row[SKILL])
        (ability, met), (hard, asked) = of_learner.get(who, (0.0, 0)), of_item.get(what, (0.0, 0))
        chance = 1.0 / (1.0 + np.exp(hard - ability))
        found.append(chance)
        off = row[CORRECT] - chance
        of_learner[who] = ability + off / (1.0 + 0.05 * met), met + 1
        of_item[what] = hard - off / (1.0 + 0.05 * asked), asked + 1
    return np.array(found[len(train) :])


def regression(train: Ints, test: Ints, numbers: tuple[Floats, Floats], sizes: tuple[int, int], *, with_items: bool) -> Floats:
    """Fit a logistic regression of counts, each skill (and item) having a constant and slopes of its own skill; return the test chances."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_array, hstack

    items, skills = sizes

    def design(rows: Ints, counts: Floats) -> csr_array:
        index = np.arange(len(rows))
        blocks = [csr_array((np.ones(len(rows)), (index, rows[:, SKILL])), shape=(len(rows), skills))]
        if with_items:
            blocks += [csr_array((np.ones(len(rows)), (index, rows[:, ITEM])), shape=(len(rows), items)), csr_array(counts[:, 2:])]
        blocks += [csr_array((counts[:, column], (index, rows[:, SKILL])), shape=(len(rows), skills)) for column in (0, 1)]
        return csr_array(hstack(blocks))

    x, y = design(train, numbers[0]), train[:, CORRECT]

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = x @ weights
        return float(np.logaddexp(0, z).sum() - y @ z + 0.5 * weights @ weights), x.T @ (1 / (1 + np.exp(-z)) - y) + weights

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(1 / (1 + np.exp(-(design(test, numbers[1]) @ found.x))))


def boosted(train: Floats, right: Ints, test: Floats) -> Floats:
    """Return the chances by gradient boosting of the features and the counts."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=300, learning_rate=0.06, max_leaf_nodes=31, min_samples_leaf=200, l2_regularization=5.0, random_state=SEED
    )
    return np.asarray(model.fit(train, right).predict_proba(test)[:, 1])


def main() -> int:
    """Print one line a method."""
    folder = Path(os.environ.get("DATA") or "-") / "assistments09"
    if not folder.is_dir():
        print("not run: no data (DATA=… names the folder that holds assistments09)")
        return 0
    train, test = (
        np.loadtxt(folder / f"preprocessed_data_{name}.csv", delimiter="\t", skiprows=1, dtype=np.int64) for name in ("train", "test")
    )
    items, skills = (int(max(train[:, column].max(), test[:, column].max())) + 1 for column in (ITEM, SKILL))
    learners = np.unique(train[:, LEARNER])
    fold = np.random.default_rng(SEED).integers(0, FOLDS, learners.max() + 1)[train[:, LEARNER]]
    features = np.zeros((len(train), len(FEATURES)))
    for one in range(FOLDS):
        mine = fold == one
        features[mine], _ = ours(train[mine], look_up(hard(train[~mine], items, skills), train[mine], items))
    layer = fit_layer(features, train[:, CORRECT])
    whole = hard(train, items, skills)
    seen, microseconds = ours(test, look_up(whole, test, items))
    right = test[:, CORRECT]
    (few_train, many_train), (few_test, many_test) = counted(train), counted(test)
    found = {
        "IRT of a new learner (difficulty alone)": 1 / (1 + np.exp(look_up(whole, test, items))),
        "IRT, one ability": by_ability(test, look_up(whole, test, items)),
        "plain Elo": elo(train, test),
        "PFA": regression(train, test, (few_train, few_test), (items, skills), with_items=False),
        "Best-LR": regression(train, test, (many_train, many_test), (items, skills), with_items=True),
        "the state alone": 1 / (1 + np.exp(-seen[:, 0])),
        "the state and its layer": layer.chance(seen),
        "gradient boosting of the same (challenger)": boosted(
            np.hstack([features, many_train]), train[:, CORRECT], np.hstack([seen, many_test])
        ),
    }
    print(f"{len(train)} + {len(test)} answers; {microseconds:.1f} µs an event (aim {AIM[2]:.0f})")
    for name, chance in found.items():
        figures = f"AUC {area(right, chance):.4f}  log loss {losses(right, chance).mean():.4f}  ECE {calibration_error(right, chance):.4f}"
        print(f"{name:<46} {figures}")
    for (code, meaning), weight in zip(FEATURES, layer.weights, strict=True):
        print(f"  {weight:+.2f}  {code}: {meaning}")
    ours_found = found["the state and its layer"]
    return 0 if area(right, ours_found) >= AIM[0] and calibration_error(right, ours_found) <= AIM[1] and microseconds <= AIM[2] else 1


if __name__ == "__main__":
    sys.exit(main())
