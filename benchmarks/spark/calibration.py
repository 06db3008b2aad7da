"""
Is the calibration over a Spark cluster the same as on one machine?

Claim: 5,000 people × 200 items, a third of them answered, in eight partitions: parameters and standard errors within 1e-9 of those of one
process. Spark runs on this machine (`local[2]`): what is shown is that nothing but sums leaves a partition, not speed.

    make bench-spark
"""

import os
import sys
import time

import numpy as np

from sextant.engine.measurement.calibration import calibrate, from_events
from sextant.engine.measurement.calibration.estimation import calibrate_where
from sextant.engine.measurement.calibration.spark import on_spark

PEOPLE, ITEMS, PARTITIONS, SHARE, SEED = 5_000, 200, 8, 1 / 3, 20261221
CLOSE = 1e-9


def main() -> int:
    """Print both times, the greatest difference, and whether the claim holds."""
    import pandas as pd
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    rng = np.random.default_rng(SEED)
    a, b, theta = rng.lognormal(0.0, 0.25, ITEMS), rng.normal(size=ITEMS), rng.normal(size=PEOPLE)
    scores = (rng.random((PEOPLE, ITEMS)) < 1.0 / (1.0 + np.exp(-a * (theta[:, None] - b)))).astype(np.float64)
    person, item = np.nonzero(rng.random((PEOPLE, ITEMS)) < SHARE)
    score = scores[person, item]
    began = time.perf_counter()
    one = calibrate(from_events(person=person, item=item, score=score, people=PEOPLE, items=ITEMS))
    alone = time.perf_counter() - began
    session = (
        SparkSession.builder.master("local[2]")
        .appName("sextant-calibration")
        .config("spark.sql.shuffle.partitions", PARTITIONS)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        events = session.createDataFrame(pd.DataFrame({"person": person, "item": item, "score": score}))
        began = time.perf_counter()
        spread = calibrate_where(on_spark(events, items=ITEMS, partitions=PARTITIONS))
        together = time.perf_counter() - began
    finally:
        session.stop()
    apart = max(float(np.abs(getattr(one, name) - getattr(spread, name)).max()) for name in ("a", "b", "a_se", "b_se", "misfit"))
    kept = apart < CLOSE and one.steps == spread.steps
    print(f"{len(score):,} answers of {PEOPLE:,} people to {ITEMS} items; RMSE a {np.sqrt(np.mean((one.a - a) ** 2)):.3f}", end="; ")
    print(f"{one.steps} steps; one process {alone:.1f} s, {PARTITIONS} partitions on Spark {together:.1f} s")
    print(f"greatest difference of any parameter or error: {apart:.1e} (aim {CLOSE:.0e}): {'PASS' if kept else 'MISS'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
