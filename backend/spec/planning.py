"""Planning through the model: the versions 0.5, 1.0 and 1.5. The horizon is `rollout.length`."""

from typing import Literal

from backend.spec.spec_part import Part, setting

Sampling = Literal["clipped", "truncated"]


class PlanningSpec(Part):
    """How a plan is searched for."""

    candidates: int = setting(
        200,
        "Action sequences tried in each round of the search.",
        unit="sequences",
        label="Candidates",
        source="Chua et al. 2018 (PETS) code: 400 to 500; fewer is our default for small tasks",
        ge=2,
        le=100_000,
    )
    iterations: int = setting(
        3,
        "Rounds of the search per plan; random shooting makes one.",
        unit="rounds",
        label="Search rounds",
        source="Pinneri et al. 2020 (iCEM): 3 to 10; PETS uses 5",
        ge=1,
        le=100,
    )
    elite_ratio: float = setting(
        0.1,
        "Share of the candidates that the next round's distribution is fitted to (CEM, iCEM).",
        unit="share of the candidates",
        label="Elite share",
        source="Chua et al. 2018 (PETS) code: 40 to 50 of 400 to 500",
        gt=0.0,
        le=1.0,
    )
    particles: int = setting(
        2,
        "Imagined rollouts per candidate, whose mean return scores it.",
        unit="rollouts per candidate",
        label="Particles",
        source="Chua et al. 2018 (PETS) use 20; fewer is our default for small tasks",
        ge=1,
        le=1_000,
    )
    momentum: float = setting(
        0.1,
        "Share of the old mean and deviation kept in each round (CEM, iCEM).",
        label="Momentum",
        source="Chua et al. 2018 (PETS) code and Pinneri et al. 2020: 0.1",
        ge=0.0,
        lt=1.0,
    )
    initial_deviation: float = setting(
        0.5,
        "Deviation of the first round's actions, which lie in [-1, 1].",
        label="First deviation",
        source="Pinneri et al. 2020: 0.5",
        gt=0.0,
        le=10.0,
    )
    sampling: Sampling = setting(
        "clipped",
        "How CEM stays within continuous actions: it clips what a normal draws, or draws from one "
        "whose deviation is at most half the way to the nearer end, truncated at two deviations.",
        label="Candidates near the ends",
        source="Chua et al. 2018 (PETS) code: truncated; mbrl-lib: clipped_normal = false; Pinneri "
        "et al. 2020 clip",
    )
    replan_every: int = setting(
        1,
        "Real steps of a plan that are executed before the next plan is made.",
        unit="real steps",
        label="Replan every",
        source="Chua et al. 2018 (PETS) code: per = 1; mbrl-lib: replan_freq = 1",
        ge=1,
        le=1_000,
    )
    noise_exponent: float = setting(
        2.0,
        "Colour of iCEM's action noise: the power spectrum falls with this power of frequency; "
        "0 is white.",
        label="Noise colour",
        source="Pinneri et al. 2020, section 3.1: 0.25 to 3.5 by task",
        ge=0.0,
        le=10.0,
    )
    kept_elites: float = setting(
        0.3,
        "Share of the elites that iCEM carries over to the next round and the next plan.",
        unit="share of the elites",
        label="Elites carried over",
        source="Pinneri et al. 2020: 0.3",
        ge=0.0,
        le=1.0,
    )
    temperature: float = setting(
        0.1,
        "MPPI's temperature, in deviations of the candidates' returns: low follows the best one.",
        unit="standard deviations of the returns",
        label="MPPI temperature",
        source="Williams et al. 2017; its scaling by the deviation is ours",
        gt=0.0,
        le=1_000.0,
    )
