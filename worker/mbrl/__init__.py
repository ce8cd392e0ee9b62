"""The learning core: model-based reinforcement learning on torch, and nothing else of ours.

It may be used alone: it imports the standard library, torch, jaxtyping and `backend.spec`.
One outer loop (`trainer`), and four choices that a version makes (`versions`): where imagined
rollouts start, how long they are, how the policy is improved, and how much real data goes into it.

Axes, as they appear in shape annotations:

| axis | length | meaning |
|---|---|---|
| `batch` | any | transitions, one per row |
| `obs` | n | observation dimensions |
| `act` | m | action dimensions, each in [-1, 1] |
| `member` | E | networks of the ensemble, or the two critics |
| `elite` | up to E | members with the lowest held-out error |
| `out` | n + 1 | predicted changes of the observation, then the reward |
| `column` | 2 n + m + 2 | one packed transition |
| `start` | any | real states from which errors are measured |
| `step` | H or T | steps of a horizon or an episode, the first one is step 1 |
| `episode` | any | whole episodes |
| `input`, `output`, `layer_in`, `layer_out` | any | ends of a network or layer |

Time is in the name where two moments coexist: `obs` and `obs_next`. `horizon` is a length, `step`
an index.
"""
