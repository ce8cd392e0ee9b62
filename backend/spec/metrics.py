"""What a run reports, by name: the series over real steps and the profiles over the horizon."""

from dataclasses import dataclass
from typing import Literal

OverHorizonKind = Literal[
    "return-gap",
    "return-gap-discounted",
    "closed-loop-error",
    "disagreement",
    "coverage-50",
    "coverage-90",
    "pathwise-norm",
    "likelihood-norm",
    "pathwise-variance",
    "likelihood-variance",
    "jacobian-stretch",
]
ProfileKind = Literal["horizon-error", OverHorizonKind]
DataPolicy = Literal["data", "current"]


@dataclass(frozen=True)
class Metric:
    """One series or profile.

    Attributes:
        key: Its name in the store, in exports and in addresses.
        label: Its name on an axis.
        unit: What one of it is.
        description: One sentence that says how to read it.
    """

    key: str
    label: str
    unit: str
    description: str


def _by_key(*metrics: Metric) -> dict[str, Metric]:
    return {metric.key: metric for metric in metrics}


SERIES = _by_key(
    Metric(
        "return/real",
        "real return",
        "reward per episode",
        "Undiscounted return of the current policy, mean over the evaluation episodes.",
    ),
    Metric(
        "return/model",
        "model return",
        "reward per episode",
        "Return the model promises the same policy from the same initial states and horizon.",
    ),
    Metric(
        "return/gap",
        "return gap",
        "reward per episode",
        "Model return minus real return: positive where the policy pleases the model "
        "more than the world.",
    ),
    Metric(
        "return/exploration",
        "exploration return",
        "reward per episode",
        "Return of each finished training episode, exploration noise included.",
    ),
    Metric(
        "episode/length", "episode length", "real steps", "Mean length of the evaluation episodes."
    ),
    Metric(
        "model/loss_train",
        "model loss, training",
        "nats per dimension",
        "Negative log-likelihood of normalised targets at the end of each fit, over members.",
    ),
    Metric(
        "model/loss_holdout",
        "model loss, held out",
        "variances of the targets",
        "Mean squared error on the held-out transitions in normalised units, mean over elites.",
    ),
    Metric(
        "model/epochs", "epochs per fit", "epochs", "Passes over the data until no member improved."
    ),
    Metric("rollout/length", "rollout length", "model steps", "Rollout length k in force."),
    Metric(
        "rollout/transitions",
        "imagined transitions",
        "transitions",
        "Imagined transitions in the model buffer.",
    ),
    Metric(
        "rollout/terminated",
        "rollouts that terminated",
        "share",
        "Share of imagined rollouts that the model ended early.",
    ),
    Metric(
        "rollout/invalid",
        "rollouts cut off",
        "rollouts",
        "Imagined rollouts ended because a prediction was not finite or far out of range.",
    ),
    Metric(
        "rollout/distrusted",
        "rollouts stopped at disagreement",
        "share",
        "Share of imagined rollouts ended because the elites disagreed more than the spec allows.",
    ),
    Metric(
        "policy/critic_loss",
        "critic loss",
        "squared reward",
        "Mean squared soft Bellman error of the twin critics.",
    ),
    Metric(
        "policy/actor_loss",
        "actor loss",
        "reward",
        "Temperature times log-probability minus the smaller critic.",
    ),
    Metric("policy/temperature", "temperature", "reward per nat", "Learned weight of the entropy."),
    Metric(
        "policy/entropy",
        "policy entropy",
        "nats",
        "Minus the mean log-probability of the policy's own actions.",
    ),
    Metric(
        "policy/value",
        "mean value",
        "discounted reward",
        "Mean critic value on the training batches.",
    ),
    Metric(
        "policy/epsilon",
        "random actions",
        "share of the actions",
        "Share of exploring actions that DQN takes at random.",
    ),
    Metric(
        "policy/gradient_norm",
        "gradient norm before clipping",
        "reward per unit of weights",
        "Norm of the policy's gradient, mean over the updates since the last fit: a norm that "
        "grows by orders of magnitude with the rollout length is exploding.",
    ),
    Metric(
        "policy/kl",
        "policy change per update",
        "nats",
        "Divergence between the policies before and after an update, on the update's states.",
    ),
    Metric(
        "policy/value_loss",
        "value loss",
        "variances of the targets",
        "Mean squared error of the value function in units of its targets' variance.",
    ),
    Metric(
        "policy/updates",
        "policy updates per fit",
        "updates",
        "Updates made in each model: fewer than the spec allows where too few elites agreed that "
        "the policy got better.",
    ),
    Metric(
        "rollout/return",
        "return of training rollouts",
        "reward per rollout",
        "Mean undiscounted return of the imagined rollouts that the policy was improved on.",
    ),
    Metric(
        "calibration/rank_correlation",
        "rank correlation of disagreement and error",
        "correlation",
        "Spearman's correlation over start states, mean over the horizon: near 1 the ensemble "
        "disagrees where it is wrong, near 0 its disagreement says nothing.",
    ),
    Metric(
        "mismatch/auc_data",
        "data against the current policy, AUC",
        "area under the curve",
        "How well a classifier tells states of D from states of the current policy: 0.5 they are "
        "alike, 1 they share nothing, and the model has not seen where the policy goes.",
    ),
    Metric(
        "mismatch/energy_data",
        "data against the current policy, energy distance",
        "standard deviations of the data",
        "Distance between the states of D and those of the current policy: 0 they are alike.",
    ),
    Metric(
        "mismatch/auc_imagined",
        "rollouts against the current policy, AUC",
        "area under the curve",
        "How well a classifier tells imagined states from real ones of the current policy: 0.5 the "
        "policy learns where it will go, 1 it learns somewhere else.",
    ),
    Metric(
        "mismatch/energy_imagined",
        "rollouts against the current policy, energy distance",
        "standard deviations of the data",
        "Distance between imagined states and real ones of the current policy: 0 they are alike.",
    ),
    Metric(
        "cost/diagnostics",
        "cost of the diagnostics",
        "share of CPU time",
        "CPU time spent on diagnostics, divided by all CPU time so far.",
    ),
    Metric("cost/cpu", "CPU time", "seconds", "CPU time of the run so far."),
)

PROFILES = _by_key(
    Metric(
        "horizon-error",
        "open-loop state error",
        "standard deviations of the data",
        "Error of the model after h imagined steps along real episodes: D1 under the "
        "data policy, D2 under the current policy.",
    ),
    Metric(
        "return-gap",
        "return gap after h steps",
        "reward",
        "Model return minus real return over the first h steps from the same initial states.",
    ),
    Metric(
        "return-gap-discounted",
        "discounted return gap after h steps",
        "reward",
        "Model return minus real return over h steps, each discounted as the policy discounts it.",
    ),
    Metric(
        "closed-loop-error",
        "closed-loop state error",
        "standard deviations of the data",
        "Distance after h steps between the policy acting in the model and acting in the world "
        "from one initial state: model error, fed back through the policy.",
    ),
    Metric(
        "disagreement",
        "ensemble disagreement",
        "standard deviations of the data",
        "How far the elites are apart after h steps under real actions: where it stays far below "
        "the error, the ensemble does not know that it is wrong.",
    ),
    Metric(
        "coverage-50",
        "coverage of the 50 % interval",
        "share of dimensions",
        "How often the real state lies in the model's central 50 % interval after h steps: below "
        "0.5 the model is overconfident, above it too cautious.",
    ),
    Metric(
        "coverage-90",
        "coverage of the 90 % interval",
        "share of dimensions",
        "How often the real state lies in the model's central 90 % interval after h steps: below "
        "0.9 the model is overconfident, above it too cautious.",
    ),
    Metric(
        "pathwise-norm",
        "gradient norm of one rollout",
        "reward per unit of weights",
        "Length of the gradient of one rollout's return over h steps, through the model (solid) "
        "and by likelihood ratio (dashed): a solid line that climbs by orders of magnitude is "
        "exploding, one that falls is vanishing.",
    ),
    Metric(
        "likelihood-norm",
        "gradient norm of one rollout, likelihood ratio",
        "reward per unit of weights",
        "Length of the likelihood-ratio gradient of one rollout's return over h steps.",
    ),
    Metric(
        "pathwise-variance",
        "total variance of the gradient",
        "squared reward per unit of weights",
        "Trace of the gradient's covariance over start states, through the model (solid) and by "
        "likelihood ratio (dashed): where the solid line is above, sampling is the better way.",
    ),
    Metric(
        "likelihood-variance",
        "total variance of the gradient, likelihood ratio",
        "squared reward per unit of weights",
        "Trace of the likelihood-ratio gradient's covariance over start states.",
    ),
    Metric(
        "jacobian-stretch",
        "stretch of the closed loop",
        "factor",
        "How much h imagined steps stretch a small change of the first state at most: above 1 and "
        "rising, gradients through the model explode; towards 0 they vanish.",
    ),
)
