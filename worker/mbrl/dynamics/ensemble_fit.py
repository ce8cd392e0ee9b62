"""Fitting the ensemble: bootstraps, early stopping, best weights and elites."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from backend.spec.model import ModelSpec
from worker.mbrl.activity import Activity
from worker.mbrl.diverged import Diverged
from worker.mbrl.dynamics.ensemble_loss import ensemble_loss, negative_log_likelihood
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.networks.adam import Adam
from worker.mbrl.replay.transitions import Transitions

IMPROVEMENT = 0.01
ROUND_STEPS = 16
# Rows of the hold-out judged at once: activations of 7 members (200 units, float32) stay in cache.
HOLDOUT_ROWS = 512


@dataclass(frozen=True)
class FitData:
    """Normalised data of one fit. The hold-out stays the same for all its epochs."""

    inputs: Float[Tensor, "batch input"]
    targets: Float[Tensor, "batch out"]
    ended: Float[Tensor, " batch"]
    training: Int[Tensor, " training"]
    holdout: Int[Tensor, " holdout"]

    def batch(
        self, rows: Int[Tensor, "member batch"]
    ) -> tuple[
        Float[Tensor, "member batch input"],
        Float[Tensor, "member batch out"],
        Float[Tensor, "member batch"],
    ]:
        """Inputs, targets and ends of these rows; `index_select` is twice as fast as indexing."""
        chosen = rows.flatten()
        return (
            self.inputs.index_select(0, chosen).view(*rows.shape, -1),
            self.targets.index_select(0, chosen).view(*rows.shape, -1),
            self.ended.index_select(0, chosen).view(rows.shape),
        )

    def held_out(
        self, members: int
    ) -> Iterator[tuple[Float[Tensor, "member batch input"], Float[Tensor, "member batch out"]]]:
        """Inputs and targets of the hold-out, the same for all members, some rows at a time."""
        for rows in torch.split(self.holdout, HOLDOUT_ROWS):
            inputs = self.inputs.index_select(0, rows).expand(members, -1, -1)
            yield inputs, self.targets.index_select(0, rows).expand(members, -1, -1)


@dataclass(frozen=True)
class FitSummary:
    """How a fit went.

    Attributes:
        epochs: Passes over the data.
        at_cap: Whether the cap ended it while members still improved.
        loss_train: Negative log-likelihood in the last epoch, mean over members.
        loss_holdout: Held-out squared error of the restored weights, mean over elites.
        nll_holdout: Held-out negative log-likelihood of the same; None where the members are
            deterministic.
    """

    epochs: int
    at_cap: bool
    loss_train: float
    loss_holdout: float
    nll_holdout: float | None

    @property
    def values(self) -> dict[str, float]:
        """The values by the key of their series."""
        likelihood = {} if self.nll_holdout is None else {"model/nll_holdout": self.nll_holdout}
        return {
            "model/loss_train": self.loss_train,
            "model/loss_holdout": self.loss_holdout,
            **likelihood,
            "model/epochs": float(self.epochs),
        }

    @property
    def ending(self) -> str:
        """Why it ended, in words."""
        return "the most that the spec allows" if self.at_cap else "until no member improved"


def epochs_per_round(transitions: int, batch_size: int) -> int:
    """Passes over the data between two judgements of the members.

    The published code judges after every epoch, and its smallest data set (5,000 transitions) makes
    an epoch of 16 steps. With a few hundred transitions an epoch is two steps, and five of them
    without progress are noise, not convergence: fits would stop at once, and the model stay bad.
    """
    steps_per_epoch = math.ceil(transitions / batch_size)
    return math.ceil(ROUND_STEPS / steps_per_epoch)


class EnsembleFit:
    """Fits one ensemble again and again, going on from its last weights.

    As in MBPO's published code: Adam, weight decay per layer, every member on its own bootstrap,
    stop when no member improved its held-out error by 1 % for `patience` epochs, restore each
    member's best weights. Differences: the elites are chosen by the restored weights, the hold-out
    is never trained on (`holdout.py`), members are judged after rounds of at least 16 gradient
    steps (`epochs_per_round`), and a fit ends after `most_epochs`.
    """

    def __init__(
        self, ensemble: GaussianEnsemble, spec: ModelSpec, activity: Activity | None = None
    ) -> None:
        self.ensemble = ensemble
        self.spec = spec
        self._activity = Activity() if activity is None else activity
        bounds = (ensemble.log_variance_high, ensemble.log_variance_low)
        learned = [ensemble.networks.flat, *(each for each in bounds if each.requires_grad)]
        self.optimiser = Adam(learned, spec.learning_rate)

    def fit(self, data: FitData, generator: Generator) -> FitSummary:
        """Fit on `data`, restore the best weights, choose the elites.

        Raises:
            Diverged: When the loss or the held-out error of a member is not finite.
        """
        bootstrap = draw_bootstrap(data.training, self.spec.members, generator)
        best = _BestWeights(self.ensemble)
        epochs, stale, loss = 0, 0, data.inputs.new_zeros(())
        per_round = epochs_per_round(len(data.training), self.spec.batch_size)
        most = math.inf if self.spec.most_epochs is None else self.spec.most_epochs
        while stale < self.spec.patience and epochs < most:
            until = min(epochs + per_round, most)
            while epochs < until:
                loss = self._epoch(data, bootstrap, generator)
                epochs += 1
            improved = best.update(self.holdout_errors(data))
            stale = 0 if improved else stale + 1
            self._activity.fitted(epochs, best.error(self.spec.elites))
        self._activity.fit_ended()
        best.restore()
        errors = self.holdout_errors(data)
        elites = errors.argsort()[: self.spec.elites]
        self.ensemble.choose_elites(elites)
        return FitSummary(
            epochs,
            stale < self.spec.patience,
            float(loss),
            float(errors[elites].mean()),
            self._nll_holdout(data) if self.ensemble.has_variance else None,
        )

    @torch.no_grad()
    def holdout_errors(self, data: FitData) -> Float[Tensor, " member"]:
        """Held-out mean squared error of every member, in normalised units."""
        summed = data.inputs.new_zeros(self.spec.members)
        for inputs, targets in data.held_out(self.spec.members):
            summed += (self.ensemble.means(inputs) - targets).square_().sum(dim=(1, 2))
        errors = summed / (len(data.holdout) * data.targets.shape[1])
        _require_finite(errors)
        return errors

    @torch.no_grad()
    def _nll_holdout(self, data: FitData) -> float:
        """Held-out negative log-likelihood, nats per dimension, mean over the elites."""
        summed = 0.0
        for inputs, targets in data.held_out(self.spec.elites):
            found = negative_log_likelihood(self.ensemble.predict_elites(inputs), targets)
            summed += inputs.shape[1] * float(found.mean())
        return summed / len(data.holdout)

    def _epoch(
        self, data: FitData, bootstrap: Int[Tensor, "member batch"], generator: Generator
    ) -> Float[Tensor, ""]:
        losses = []
        for rows in torch.split(shuffled(bootstrap, generator), self.spec.batch_size, dim=1):
            total, parts = ensemble_loss(self.ensemble, *data.batch(rows))
            self.optimiser.zero_grad()
            torch.autograd.backward(total)
            self._decay()
            self.optimiser.step()
            losses.append(parts.likelihood)
        likelihood = torch.stack(losses).mean(dim=0)
        _require_finite(likelihood)
        return likelihood.mean()

    @torch.no_grad()
    def _decay(self) -> None:
        """Add the gradient of `decay / 2 * |weights|^2`, layer by layer; biases are free."""
        networks = self.ensemble.networks
        gradient = networks.flat.grad
        if gradient is None:
            return
        pairs = zip(
            networks.layout.layers(gradient), networks.layout.layers(networks.flat), strict=True
        )
        for decay, ((slope, _), (weights, _)) in zip(self.spec.layer_decay, pairs, strict=True):
            slope.add_(weights, alpha=decay)

    def state_dict(self) -> dict[str, Any]:
        """Weights, statistics, elites and the optimiser's moments."""
        return {
            "ensemble": dict(self.ensemble.state_dict()),
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.ensemble.load_state_dict(state["ensemble"])
        self.optimiser.load_state_dict(state["optimiser"])


class _BestWeights:
    """Each member's weights at its own best epoch."""

    def __init__(self, ensemble: GaussianEnsemble) -> None:
        members = ensemble.networks.layout.members
        self._ensemble = ensemble
        self._errors = ensemble.log_variance_low.new_full((members,), torch.inf)
        self._copies = [tensor.detach().clone() for tensor in self._by_member()]

    def _by_member(self) -> list[Tensor]:
        ensemble = self._ensemble
        layers = ensemble.networks.layout.layers(ensemble.networks.flat)
        own = [tensor for layer in layers for tensor in layer]
        return [*own, ensemble.log_variance_high, ensemble.log_variance_low]

    @torch.no_grad()
    def update(self, errors: Float[Tensor, " member"]) -> bool:
        """Remember every member that is 1 % better than its best; whether there was one."""
        better = errors < (1.0 - IMPROVEMENT) * self._errors
        self._errors = errors.where(better, self._errors)
        members = torch.nonzero(better).squeeze(1)
        for copy, current in zip(self._copies, self._by_member(), strict=True):
            copy[members] = current[members]
        return len(members) > 0

    def error(self, elites: int) -> float:
        """Held-out error of these weights, mean over so many of the best members."""
        return float(self._errors.sort().values[:elites].mean())

    @torch.no_grad()
    def restore(self) -> None:
        """Give every member its best weights."""
        for copy, current in zip(self._copies, self._by_member(), strict=True):
            current.copy_(copy)


def draw_bootstrap(
    training: Int[Tensor, " training"], members: int, generator: Generator
) -> Int[Tensor, "member training"]:
    """Rows for every member, drawn with replacement: each member learns from its own sample."""
    draws = torch.randint(
        len(training), (members, len(training)), generator=generator, device=training.device
    )
    return training[draws]


def shuffled(
    bootstrap: Int[Tensor, "member batch"], generator: Generator
) -> Int[Tensor, "member batch"]:
    """Every member's rows in an order of its own."""
    members, rows = bootstrap.shape
    orders = [
        torch.randperm(rows, generator=generator, device=bootstrap.device) for _ in range(members)
    ]
    return bootstrap.gather(1, torch.stack(orders))


def normalised(
    ensemble: GaussianEnsemble,
    data: Transitions,
    training: Int[Tensor, " training"],
    holdout: Int[Tensor, " holdout"],
) -> FitData:
    """Data of a fit in the ensemble's present units."""
    return FitData(
        ensemble.normaliser.inputs(data.obs, data.act),
        ensemble.normaliser.targets(data),
        data.terminated.to(data.obs.dtype),
        training,
        holdout,
    )


def _require_finite(values: Float[Tensor, " member"]) -> None:
    broken = torch.nonzero(~values.isfinite()).flatten().tolist()
    if broken:
        raise Diverged(f"model member {broken[0]}")
