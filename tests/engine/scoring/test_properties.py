"""What holds of every scoring rule, whatever the question."""

import string

from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.scoring import qrm, qroc

PROPOSITIONS = "ABCDE"
subsets = st.sets(st.sampled_from(PROPOSITIONS))


@given(key=subsets.filter(bool), ticked=subsets)
def test_qrm_gives_full_marks_to_the_key_alone(key: set[str], ticked: set[str]) -> None:
    score = qrm.score(propositions=PROPOSITIONS, key=key, ticked=ticked)

    assert (score.value == 1.0) == (ticked == key)


@given(key=subsets.filter(bool), ticked=subsets.filter(bool), flipped=st.sampled_from(PROPOSITIONS))
def test_qrm_never_pays_for_one_more_mistake(key: set[str], ticked: set[str], flipped: str) -> None:
    before = qrm.score(propositions=PROPOSITIONS, key=key, ticked=ticked, blank_scores_zero=False)
    after = qrm.score(propositions=PROPOSITIONS, key=key, ticked=ticked ^ {flipped}, blank_scores_zero=False)

    assert (after.value <= before.value) == (after.discordances > before.discordances) or after.value == before.value == 0.0


@given(key=subsets.filter(bool), ticked=subsets.filter(bool), annulled=st.sets(st.sampled_from(PROPOSITIONS), max_size=2))
def test_qrm_annulment_is_scoring_without_the_proposition(key: set[str], ticked: set[str], annulled: set[str]) -> None:
    score = qrm.score(propositions=PROPOSITIONS, key=key, ticked=ticked, annulled=annulled)

    discordant = sum((proposition in key) != (proposition in ticked) for proposition in PROPOSITIONS if proposition not in annulled)
    assert score.value == {0: 1.0, 1: 0.5, 2: 0.2}.get(discordant, 0.0)


@given(st.text(max_size=40))
def test_qroc_normalising_twice_changes_nothing_but_a_double_plural(text: str) -> None:
    once = qroc.normalise(text)

    assert set(once) <= set(string.ascii_lowercase + string.digits + " ")
    assert once == " ".join(once.split())


@given(words=st.lists(st.text(alphabet="éàabcdoru", min_size=4, max_size=8), min_size=1, max_size=5))
def test_qroc_accepts_what_it_was_given_in_capitals_and_with_hyphens(words: list[str]) -> None:
    assert qroc.score(answer="-".join(words).upper(), accepted=[" ".join(words)]).value == 1.0


@given(answer=st.text(max_size=60), accepted=st.lists(st.sampled_from(["hameçonnage", "DMP", "messagerie sécurisée"]), min_size=1))
def test_qroc_never_marks_a_right_answer_as_near(answer: str, accepted: list[str]) -> None:
    score = qroc.score(answer=answer, accepted=accepted)

    assert not (score.value == 1.0 and score.near_miss)
    assert score.value in (0.0, 1.0)
