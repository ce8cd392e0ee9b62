"""All mutations."""

from tests.benchmarks.mutations.corruptions import CORRUPTIONS
from tests.benchmarks.mutations.diagnostics import DIAGNOSTICS
from tests.benchmarks.mutations.environments import ENVIRONMENTS
from tests.benchmarks.mutations.groups import GROUPS
from tests.benchmarks.mutations.improvers import IMPROVERS
from tests.benchmarks.mutations.judgements import FIGURES, TRUST
from tests.benchmarks.mutations.models import MODELS
from tests.benchmarks.mutations.mutation import every
from tests.benchmarks.mutations.planning import PLANNING
from tests.benchmarks.mutations.suites import SUITES
from tests.benchmarks.mutations.versions import VERSIONS
from tests.benchmarks.mutations.walls import WALLS

MUTATIONS = every(
    *DIAGNOSTICS, *IMPROVERS, *PLANNING, *MODELS, *VERSIONS, *ENVIRONMENTS, *TRUST, *GROUPS, *FIGURES,
    *SUITES, *CORRUPTIONS, *WALLS,
)  # fmt: skip
