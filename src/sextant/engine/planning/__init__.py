"""
The course: which modules, in which free hours, before the deadline, and why.

Start with `model` (the nouns), then `greedy.plan` (an answer in milliseconds, pure Python) and `solve.plan` (the same answer or a better
one, by OR-tools CP-SAT, in a task worker only). `explain` says why each step is there, `relax` what to give up when nothing fits, `check`
verifies a plan without trusting its maker.
"""
