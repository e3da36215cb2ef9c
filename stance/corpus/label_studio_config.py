"""The configuration of a Label Studio project for our annotations, and the names its results refer to."""

from __future__ import annotations

from stance.corpus.regions import ANSWERS, LABELS, ROLES
from stance.types import KINDS, SENTIMENTS, STANCES

TEXT, SPAN, STANCE, SENTIMENT, DOUBT, RESOLVED = "text", "span", "stance", "sentiment", "doubt", "resolved"
UNSURE = "unsure"
_COLOURS = ("#1f77b4", "#2ca02c", "#17becf", "#9467bd", "#ff7f0e", "#7f7f7f")


def labelling_config() -> str:
    """Return the configuration in which Label Studio shows the tasks."""
    kinds = ",".join(KINDS)
    lines = ["<View>", f'  <Labels name="{SPAN}" toName="{TEXT}">']
    lines += [f'    <Label value="{name}" background="{hue}"/>' for name, hue in zip(LABELS, _COLOURS, strict=True)]
    lines += ["  </Labels>", "  <Relations>"]
    lines += [f'    <Relation value="{name}"/>' for name in (*ROLES, ANSWERS)]
    lines += ["  </Relations>", f'  <Text name="{TEXT}" value="$text" granularity="symbol"/>']
    for name, choices, choice, required in (
        (STANCE, STANCES, "single-radio", "true"),
        (SENTIMENT, SENTIMENTS, "single-radio", "true"),
        (DOUBT, (UNSURE,), "multiple", "false"),
    ):
        lines.append(f'  <Header value="{name}"/>')
        lines.append(
            f'  <Choices name="{name}" toName="{TEXT}" perRegion="true" choice="{choice}" required="{required}" '
            f'showInline="true" visibleWhen="region-selected" whenTagName="{SPAN}" whenLabelValue="{kinds}">'
        )
        lines += [f'    <Choice value="{value}"/>' for value in choices]
        lines.append("  </Choices>")
    lines.append(f'  <Header value="{RESOLVED}"/>')
    lines.append(
        f'  <TextArea name="{RESOLVED}" toName="{TEXT}" perRegion="true" editable="true" maxSubmissions="1" '
        f'visibleWhen="region-selected" whenTagName="{SPAN}" whenLabelValue="{ROLES[0]}"/>'
    )
    return "\n".join([*lines, "</View>"]) + "\n"
