"""Text from data as plotly shows it letter by letter.

plotly reads the texts of a figure as a small HTML (`<b>`, `<br>`, `<a href=...>`), as TeX between
dollar signs, and as a template where values are filled in (`%{y}`). A run's name is none of these.
"""

# plotly turns entities back into characters last, when it has looked for all of the others.
ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "%": "&#37;", "{": "&#123;"}
)


def literal(text: str) -> str:
    """`text` for any place of a figure, so that it is shown as it is."""
    return text.translate(ENTITIES)
