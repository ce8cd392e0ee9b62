"""The diagnostics of the model's fits, one value per fit."""

from backend.spec.diagnostic import Series

FIT_SERIES = (
    Series(
        key="model/loss_train",
        needs="model",
        name="model loss, training",
        unit="nats per dimension",
        definition="Negative log-likelihood of normalised targets at the end of each fit, over "
        "members.",
        how_to_read="Far below the held-out loss, the model has learned its data by heart.",
        source="Chua et al. 2018 (PETS), for the loss.",
    ),
    Series(
        key="model/loss_holdout",
        needs="model",
        name="model loss, held out",
        unit="variances of the targets",
        definition="Mean squared error on the held-out transitions in normalised units, mean "
        "over elites.",
        how_to_read="1 is no better than predicting the mean change; 0 is perfect.",
    ),
    Series(
        key="model/nll_holdout",
        needs="model",
        name="model likelihood, held out",
        label="negative log-likelihood, held out",
        unit="nats per dimension",
        definition="Negative log-likelihood of the held-out transitions in normalised units "
        "under the weights that are kept, mean over elites. Gaussian members alone have one.",
        how_to_read="Lower is better. A member of variance 1 that predicts the mean has 1.42. "
        "Where it rises while the squared error falls, the members are sure of "
        "errors that they make.",
        source="Chua et al. 2018 (PETS), for the loss.",
    ),
    Series(
        key="model/epochs",
        needs="model",
        name="epochs per fit",
        unit="epochs",
        definition="Passes over the data until no member improved, or until the cap of the "
        "spec (model.most_epochs).",
        how_to_read="Many epochs at one fit mean that the new data surprised the model; the "
        "run's log says whether a fit ended at the cap.",
    ),
)
