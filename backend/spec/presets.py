"""Named starting points for a spec, each with its source."""

from backend.spec.cart_pole_presets import CART_POLE_PRESETS
from backend.spec.pendulum_presets import PENDULUM_PRESETS
from backend.spec.preset import Preset
from backend.spec.published_presets import PUBLISHED_PRESETS

PRESETS: dict[str, Preset] = {
    preset.name: preset for preset in (*PENDULUM_PRESETS, *CART_POLE_PRESETS, *PUBLISHED_PRESETS)
}
