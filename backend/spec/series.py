"""The diagnostics over real environment steps, in the order in which menus offer them."""

from backend.spec.diagnostic import Series, by_key, with_interval
from backend.spec.fit_series import FIT_SERIES
from backend.spec.mismatch_series import MISMATCH_SERIES

PER_EPISODE = "reward per episode"
HAARNOJA = "Haarnoja et al. 2018 (SAC)."
# What is looked at before a reader chooses.
FIRST_SERIES = "model/loss_holdout"

SERIES = by_key(
    (
        Series(
            key="return/real",
            name="real return",
            unit=PER_EPISODE,
            definition="Undiscounted return of the current policy, mean over the evaluation "
            "episodes.",
            how_to_read="It is what counts: the model's return is only a promise of it.",
            has_own_figure=True,
        ),
        Series(
            key="return/model",
            needs="model",
            name="model return",
            unit=PER_EPISODE,
            definition="Return that the model promises the same policy from the same initial "
            "states and horizon. An imagined episode that is cut off at an unusable prediction "
            "counts the worst reward in the data for each step that it misses.",
            how_to_read="Where it rises and the real return does not follow, the policy has "
            "learned to please the model.",
            has_own_figure=True,
        ),
        Series(
            key="return/gap",
            needs="model",
            name="return gap per episode",
            unit=PER_EPISODE,
            definition="Model return minus real return.",
            how_to_read="It is positive where the policy pleases the model more than the world.",
        ),
        Series(
            key="return/exploration",
            name="exploration return",
            unit=PER_EPISODE,
            definition="Return of each finished training episode.",
            how_to_read="It includes exploration noise, so it lies below the real return.",
        ),
        Series(
            key="episode/length",
            name="episode length",
            unit="real steps",
            definition="Mean length of the evaluation episodes.",
            how_to_read="A task that ends when the policy fails has short episodes at first.",
        ),
        *FIT_SERIES,
        Series(
            key="rollout/length",
            needs="model",
            name="rollout length",
            unit="model steps",
            definition="Rollout length k in force.",
            how_to_read="Read it beside the error over the horizon: a rollout of length k trusts "
            "that curve up to h = k.",
        ),
        Series(
            key="rollout/transitions",
            needs="model",
            name="imagined transitions",
            unit="transitions",
            definition="Imagined transitions in the model buffer.",
            how_to_read="It is the data that the policy learns from beside the real data.",
        ),
        Series(
            key="rollout/share",
            needs="model",
            name="imagined share of a batch",
            unit="share of the batch",
            definition="Share of the policy's batches that is imagined, as they are drawn from "
            "this fit on, in whole transitions. Batches are all real while no imagined transition "
            "is usable.",
            how_to_read="Where it lies below what is asked, the policy learns from real data in "
            "place of missing rollouts.",
        ),
        Series(
            key="rollout/share_asked",
            needs="model",
            name="imagined share asked",
            unit="share of the batch",
            definition="1 minus the real ratio of the spec.",
            how_to_read="What the imagined share of a batch is to be.",
        ),
        Series(
            key="rollout/depth",
            needs="model",
            name="depth of imagined transitions",
            unit="model steps",
            definition="Mean rollout step, from 1, of the imagined transitions that batches are "
            "drawn from; where the policy is improved in the model alone, of those in its "
            "gradients.",
            how_to_read="Rollouts of length k that all go to their end have (k + 1) / 2; less "
            "means that many end early, or that older, shorter ones are still kept. Read the error "
            "at this h.",
        ),
        Series(
            key="rollout/terminated",
            needs="model",
            name="rollouts that terminated",
            unit="share",
            definition="Share of imagined rollouts that the model ended early.",
            how_to_read="Far from the share of real episodes that fail, the model is wrong about "
            "failure.",
        ),
        Series(
            key="rollout/invalid",
            needs="model",
            name="rollouts cut off",
            unit="rollouts",
            definition="Imagined rollouts ended because a prediction was not finite or far out of "
            "range.",
            how_to_read="More than a few mean that the model diverges within k steps.",
        ),
        Series(
            key="rollout/distrusted",
            needs="model",
            name="rollouts stopped at disagreement",
            unit="share",
            definition="Share of imagined rollouts ended because the elites disagreed more than "
            "the spec allows.",
            how_to_read="Near 1, the limit leaves hardly any rollout its full length.",
        ),
        Series(
            key="policy/critic_loss",
            name="critic loss",
            unit="squared reward",
            definition="Mean squared soft Bellman error of the twin critics.",
            how_to_read="It grows with the size of the values, so a rise alone is no failure.",
            source=HAARNOJA,
        ),
        Series(
            key="policy/actor_loss",
            name="actor loss",
            unit="reward",
            definition="Temperature times log-probability minus the smaller critic.",
            how_to_read="It falls as the critics' values rise.",
            source=HAARNOJA,
        ),
        Series(
            key="policy/temperature",
            name="temperature",
            unit="reward per nat",
            definition="Learned weight of the entropy.",
            how_to_read="It falls as the policy may become more certain.",
            source=HAARNOJA,
        ),
        Series(
            key="policy/entropy",
            name="policy entropy",
            unit="nats",
            definition="Minus the mean log-probability of the policy's own actions.",
            how_to_read="An early collapse means that the policy no longer explores.",
        ),
        Series(
            key="policy/value",
            name="mean value",
            unit="discounted reward",
            definition="Mean critic value on the training batches.",
            how_to_read="Values above any return that the task can pay mean that the critics "
            "diverge.",
        ),
        Series(
            key="policy/q_bias",
            needs="model",
            name="bias of the critic",
            unit="size of the mean return",
            definition="Q minus the discounted return that followed, entropy included, over the "
            "size of the mean return; mean over the states of an episode with exploration.",
            how_to_read="Above 0 the critic promises more than the policy earns. Near 0 and steady "
            "is good; growing is the overestimation that twin critics are there against.",
            source="Chen et al. 2021 (REDQ), section 3.",
            ideal=0.0,
        ),
        Series(
            key="policy/q_bias_spread",
            needs="model",
            name="bias of the critic, spread",
            unit="size of the mean return",
            definition="Standard deviation of that bias over the states.",
            how_to_read="A bias that is the same everywhere ranks actions rightly; one that "
            "spreads does not.",
            source="Chen et al. 2021 (REDQ), section 3.",
        ),
        Series(
            key="policy/epsilon",
            name="random actions",
            unit="share of the actions",
            definition="Share of exploring actions that DQN takes at random.",
            how_to_read="It falls on the schedule that the spec sets.",
            source="Mnih et al. 2015 (DQN).",
        ),
        Series(
            key="policy/gradient_norm",
            name="gradient norm before clipping",
            unit="reward per unit of weights",
            definition="Norm of the policy's gradient, mean over the updates since the last fit.",
            how_to_read="A norm that grows by orders of magnitude with the rollout length is "
            "exploding.",
            scale="log",
        ),
        Series(
            key="policy/kl",
            name="policy change per update",
            unit="nats",
            definition="Divergence between the policies before and after an update, on the "
            "update's states.",
            how_to_read="Large steps leave the states on which the update was estimated.",
            source="Schulman et al. 2017 (PPO).",
        ),
        Series(
            key="policy/value_loss",
            name="value loss",
            unit="variances of the targets",
            definition="Mean squared error of the value function in units of its targets' "
            "variance.",
            how_to_read="At 1 the baseline is no better than a constant.",
        ),
        Series(
            key="policy/updates",
            name="policy updates per fit",
            unit="updates",
            definition="Updates made in each model.",
            how_to_read="It is fewer than the spec allows where too few elites agreed that the "
            "policy got better.",
            source="Kurutach et al. 2018 (ME-TRPO), for the check.",
        ),
        Series(
            key="rollout/return",
            needs="model",
            name="return of training rollouts",
            unit="reward per rollout",
            definition="Mean undiscounted return of the imagined rollouts that the policy was "
            "improved on.",
            how_to_read="It is what the policy climbs; the real return says whether that helped.",
        ),
        Series(
            key="calibration/error",
            needs="model",
            name="calibration error",
            unit="share",
            definition="How far the coverage of the 50 % and 90 % intervals is from 50 and 90 %, "
            "mean over the horizon and both.",
            how_to_read="0 is a model that is as sure as it may be; 0.7 one whose intervals hold "
            "nothing.",
            source="After Kuleshov et al. 2018, section 3.5.",
        ),
        *with_interval(
            Series(
                key="calibration/rank_correlation",
                needs="model",
                name="rank correlation of disagreement and error",
                unit="correlation",
                definition="Spearman's correlation over about 100 start states (20 in older "
                "runs), mean over the horizon. Left out where all members say the same.",
                how_to_read="Near 1 the ensemble disagrees where it is wrong; near 0 its "
                "disagreement says nothing. Where its interval holds 0, it may say nothing.",
            ),
            "by jackknife over episodes on Fisher's z. In simulations it holds the truth in 92 to "
            "97 of 100 draws. Left out with fewer than three episodes.",
            "Tukey 1958, for the jackknife's interval.",
        ),
        *MISMATCH_SERIES,
        Series(
            key="cost/diagnostics",
            name="cost of the diagnostics",
            unit="share of CPU time",
            definition="CPU time spent on diagnostics, divided by the CPU time so far, which holds "
            "it.",
            how_to_read="The spec's diagnostics budget bounds another share, that of the counted "
            "network computation; diagnostics take more CPU time than that, since they are many "
            "small calls, and the last evaluation is measured whatever it costs.",
        ),
        Series(
            key="cost/imagined",
            needs="model",
            name="imagined transitions so far",
            unit="transitions",
            definition="Transitions imagined to learn from since the run began; plans are not.",
            how_to_read="Runs that imagine more learn from more.",
        ),
        Series(
            key="cost/cpu",
            name="CPU time so far",
            unit="seconds",
            definition="CPU time of learning, collecting and evaluating so far, diagnostics "
            "included; not the start of the process and the writing of results.",
            how_to_read="It is what the run has cost.",
        ),
    )
)
