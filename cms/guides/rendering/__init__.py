"""From the XML of the co-marquage (schema 3.3) to HTML that needs no script: `render`.

Nothing is dropped: an element that no rule knows gives its text, and is counted.
"""

from cms.guides.rendering.places import TOWN_PLACE
from cms.guides.rendering.sheet import VERSION, Rendered, render

__all__ = ["TOWN_PLACE", "VERSION", "Rendered", "render"]
