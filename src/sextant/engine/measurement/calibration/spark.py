"""
The same calibration over people who are spread over a Spark cluster: each partition adds up its own people, the driver adds the sums.

Needs the `[spark]` extra (pyspark, pandas, pyarrow) and a Java runtime; nothing of it is imported before it is asked for.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from ..gauss import Floats
from .answers import NotAnswers, from_events
from .estimation import Here
from .expectation import Curves, Nodes, Sums

Told = TypeVar("Told")


@dataclass(frozen=True, eq=False)
class OnSpark:
    """
    Answers as a cached DataFrame of one packed row a partition; made by `on_spark`. An `estimation.People`.

    What crosses the network in a step: the curves of the items one way, sums of shape (items, nodes) the other. No answer leaves its
    partition.
    """

    packed: Any
    items: int
    people: int

    def counts(self) -> Floats:
        """Return how many answers each item has."""
        return self._added(Here.counts)

    def totals(self) -> Floats:
        """Return the sum of the scores of each item."""
        return self._added(Here.totals)

    def expected(self, at: Nodes, curves: Curves) -> Sums:
        """Return the sums of an expectation step."""
        return self._added(lambda here: here.expected(at, curves))

    def information(self, at: Nodes, log_a: Floats, b: Floats, floor: Floats) -> Floats:
        """Return the sums of `information_of`."""
        return self._added(lambda here: here.information(at, log_a, b, floor))

    def _added(self, of: Callable[[Here], Told]) -> Told:
        def each(frames: Iterator[Any]) -> Iterator[Any]:
            import pandas as pd

            for frame in frames:
                # Our own bytes, written by `on_spark` in this session: nothing from outside is unpickled.
                parts = [pickle.loads(row) for row in frame["answers"]]  # noqa: S301
                yield pd.DataFrame({"place": frame["place"], "told": [pickle.dumps(of(Here((part,)))) for part in parts]})

        rows = self.packed.mapInPandas(each, "place int, told binary").collect()
        # In the order of the partitions: the sums come out the same on every run.
        told: list[Any] = [pickle.loads(bytes(row.told)) for row in sorted(rows, key=lambda row: row.place)]  # noqa: S301
        added: Told = sum(told[1:], start=told[0])
        return added


def on_spark(events: Any, *, items: int, partitions: int) -> OnSpark:
    """
    Return the answers of a Spark DataFrame with columns `person` (any key), `item` (0 to `items` − 1) and `score` (0 to 1).

    All answers of a person come to lie in one partition. Raises `NotAnswers`.
    """
    from pyspark.sql import functions as f

    if events.limit(1).count() == 0:
        raise NotAnswers("there is no answer to calibrate from")
    placed = events.withColumn("place", f.pmod(f.xxhash64("person"), f.lit(partitions)).cast("int"))

    def pack(frame: Any) -> Any:
        import pandas as pd

        codes, people = pd.factorize(frame["person"], sort=True)
        answers = from_events(person=codes, item=frame["item"].to_numpy(), score=frame["score"].to_numpy(), people=len(people), items=items)
        return pd.DataFrame({"place": [int(frame["place"].iloc[0])], "people": [answers.people], "answers": [pickle.dumps(answers)]})

    packed = placed.groupBy("place").applyInPandas(pack, "place int, people long, answers binary").cache()
    people = packed.agg(f.sum("people")).first()[0]
    return OnSpark(packed, items, int(people))
