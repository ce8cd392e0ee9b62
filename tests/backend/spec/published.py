"""Every published configuration that a preset follows, and what its numbers are in a spec."""

from tests.backend.spec import published_mbpo, published_mbrl_lib, published_pets
from tests.backend.spec.publication import Published, Settings

PUBLISHED = published_mbpo.PUBLISHED | published_mbrl_lib.PUBLISHED | published_pets.PUBLISHED
SPECS = {
    published_mbpo.MBPO: published_mbpo.spec,
    published_mbrl_lib.MBRL_LIB: published_mbrl_lib.spec,
    published_mbrl_lib.COPY: published_mbrl_lib.spec,
    published_pets.PETS: published_pets.spec,
}


def spec_of(published: Published) -> Settings:
    """Values by path that a published configuration comes to."""
    arguments = {
        f"environment.kwargs.{name}": value
        for name, value in published.settings.get("arguments", {}).items()
    }
    told = SPECS[published.repository](published.settings)
    return told | arguments | {"environment.id": published.environment}
