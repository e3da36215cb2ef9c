"""Decides who said a statement: one linear model picks where the speaker ends, another where it begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stance.linear import LinearModel
from stance.statements.candidates import ACCEPT, REJECT, Candidate
from stance.statements.clauses import is_passive
from stance.statements.scan import Scan
from stance.statements.speaker_options import NOBODY, Option, Tokens, beginnings, options
from stance.statements.speakers import phrase_before
from stance.statements.words import shape, word
from stance.vectorizer import Instance

_STRONG = frozenset(("ergative", "pronoun", "genitive", "said", "agentive", "beside", "rule"))
_DISTANCES = (0, 1, 2, 4, 7, 12, 20, 35)


def _bucket(count: int) -> int:
    return bisect_right(_DISTANCES, count)


def _head_facts(scan: Scan, end: int) -> Iterator[str]:
    """What the last word of a speaker is."""
    head = scan.tokens.norms[end - 1]
    language = scan.language
    known = language.speakers.get(head)
    pronoun = language.pronouns.get(head)
    yield f"head={head}"
    yield f"head-shape={shape(scan, end - 1)}"
    yield f"head-class={known[0] if known else 'none'}"
    yield f"head-lexeme={'+'.join(sorted(language.lexeme_classes(head) & _TELLING)) or 'none'}"
    if pronoun is not None:
        yield f"pronoun={pronoun.case}{pronoun.person}{pronoun.number}"
    inside = end < scan.bounds(end - 1)[1]
    yield f"behind={word(scan, end) if inside else '<edge>'}"
    yield f"behind-shape={shape(scan, end) if inside else 'edge'}"


_TELLING = frozenset(("document", "nobody", "standard"))


class EndFacts:
    """Callable that returns the facts of one speaker as the one of a candidate.

    `others` names the markers of all options, `said` is the statement before.
    """

    def __init__(self, scan: Scan, candidate: Candidate, others: str, said: Candidate | None) -> None:
        """Note what is the same for all options."""
        self._scan, self._candidate, self._others, self._said = scan, candidate, others, said
        cue = candidate.cue
        self._anchor = cue.first if cue else scan.token_at(candidate.start)
        if cue is None:
            report = ["cue=none"]
        else:
            passive = is_passive(scan, cue) if cue.aspect != "phrase" else False
            report = [f"aspect={cue.aspect}/{passive}", f"cls={cue.cls}", f"cue={cue.name}"]
        self._context = [f"kind={candidate.kind}", f"rule={candidate.rule}", *report]
        self._pair = f"{report[0]}|"
        if said is not None:
            here = scan.sentence_of[min(scan.token_at(candidate.start), len(scan.tokens) - 1)]
            there = scan.sentence_of[min(max(0, scan.token_at(said.stop) - 1), len(scan.tokens) - 1)]
            same = scan.sentences[here][0].paragraph == scan.sentences[there][0].paragraph
            self._context.append(f"gap={min(here - there, 4)}/{same}")

    def __call__(self, option: Option, rank: int) -> tuple[str, ...]:
        """Return the facts of an option; `rank` counts those nearer to the cue."""
        marker, speaker = option.marker, self._candidate.speaker
        own = [f"marker={marker}"]
        if option is NOBODY:
            own.append(f"by-rule={speaker is None}")
        else:
            own += self._place(option, rank)
            own.append(f"by-rule={speaker is not None and speaker[1] == option.end}")
            own += _head_facts(self._scan, option.end)
            if self._said is not None and self._said.speaker is not None:
                own.append(f"said={self._said.speaker[1] == option.end}")
        own.append(f"others={self._others}")
        joined = map(f"{marker}|".__add__, (*self._context, *own[1:]))
        return (*own, *joined, *map(self._pair.__add__, own))

    def _place(self, option: Option, rank: int) -> Iterator[str]:
        distance = self._anchor - option.end
        low, high = sorted((option.end, self._anchor))
        between = slice(low, min(high, low + 60))
        yield f"distance={'-' if distance < 0 else ''}{_bucket(abs(distance))}"
        yield f"rank={min(rank, 4)}"
        yield f"commas={min(self._scan.tokens.norms[between].count(','), 3)}"
        yield f"breaks={min(sum(self._scan.subordinators[between]), 2)}"


def start_facts(scan: Scan, candidate: Candidate, option: Option, first: int, ruled: int | None) -> tuple[str, ...]:
    """Return the facts of a speaker that begins at token `first`; `ruled` is where the rules would begin it."""
    norms, language = scan.tokens.norms, scan.language
    opens = scan.bounds(first)[0]
    inner = range(first, option.end)
    before = first - 1
    edge = "open" if first == opens else shape(scan, before)
    names = any(scan.is_content_word(norms[i]) for i in inner)
    roles = any(norms[i] in language.speakers for i in inner)
    found = [
        f"edge={edge}",
        f"before={word(scan, before) if first > opens else '<open>'}",
        f"first={word(scan, first)}",
        f"first-shape={shape(scan, first)}",
        f"edges={edge}/{shape(scan, first)}",
        f"by-rule={first == ruled}",
        f"side-of-rule={0 if ruled is None else (first > ruled) - (first < ruled)}",
        f"words={min(option.end - first, 9)}",
        f"holds={names}{roles}",
        f"holds+edge={names}{roles}/{edge}",
        f"commas={min(sum(norms[i] == ',' for i in inner), 2)}",
        f"genitives={min(sum(norms[i] in language.genitives for i in inner), 2)}",
    ]
    if first > opens + 1:
        found.append(f"before2={shape(scan, first - 2)}/{edge}")
        if norms[before] in language.genitives:
            known = any(norms[first - 2] == norms[i] for i in range(max(0, opens - 400), opens))
            found.append(f"owner={shape(scan, first - 2)}/{names}{roles}/{known}")
    for index in range(first + 1, option.end - 1):
        if scan.has(index, "postposition") or scan.has(index, "adverb") or not scan.is_word(index):
            found.append(f"holds={norms[index]}")
        elif norms[index] in language.verb_forms and norms[index] not in language.genitives:
            found.append("holds-verb")
    if first + 1 < option.end:
        found.append(f"second={word(scan, first + 1)}")
        found.append(f"shapes={edge}/{shape(scan, first)}/{shape(scan, first + 1)}")
    else:
        found.append("one-word")
        found.append(f"head={norms[first]}/{edge}")
    found.append(f"before+first={found[1]}/{word(scan, first)}")
    found.append(f"head+edge={shape(scan, option.end - 1)}/{edge}/{names}{roles}")
    marker = "pronoun" if option.marker == "pronoun" else candidate.kind
    return (*found, *(f"{marker}|{fact}" for fact in found[:4]))


def ranked(
    candidate_options: Sequence[Option], candidate: Candidate, scan: Scan
) -> tuple[list[tuple[Option, int]], str]:
    """Return the options with the number of others nearer to the cue, and the markers that stand among them."""
    anchor = candidate.cue.first if candidate.cue else scan.token_at(candidate.start)
    distances = sorted(abs(anchor - option.end) for option in candidate_options if option is not NOBODY)
    others = "+".join(sorted({option.marker for option in candidate_options} & _STRONG))
    listed = [
        (option, 0 if option is NOBODY else bisect_right(distances, abs(anchor - option.end) - 1))
        for option in candidate_options
    ]
    return listed, others


@dataclass
class SpeakerRanker:
    """Two models with labels `accept` and `reject`: where a speaker ends and where it begins."""

    ends: LinearModel
    starts: LinearModel

    def with_speakers(self, scan: Scan, kept: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates, in their order, each with the likeliest speaker."""
        found: list[Candidate] = []
        for candidate in kept:
            said = found[-1] if found else None
            found.append(replace(candidate, speaker=self.speaker(scan, candidate, said)))
        return found

    def speaker(self, scan: Scan, candidate: Candidate, said: Candidate | None) -> Tokens | None:
        """Return the tokens of the likeliest speaker of one candidate."""
        listed, others = ranked(options(scan, candidate, said), candidate, scan)
        tell = EndFacts(scan, candidate, others, said)
        facts = [tell(option, rank) for option, rank in listed]
        option = listed[self._best(self.ends, facts)][0]
        if option is NOBODY:
            return None
        if option.first is not None:
            return option.first, option.end
        starts = beginnings(scan, option.end)
        if not starts:
            return None
        ruled = phrase_before(scan, option.end, scan.bounds(option.end - 1)[0])
        edges = [start_facts(scan, candidate, option, first, ruled[0] if ruled else None) for first in starts]
        return starts[self._best(self.starts, edges)], option.end

    @staticmethod
    def _best(model: LinearModel, facts: Sequence[tuple[str, ...]]) -> int:
        if len(facts) == 1:
            return 0
        logits = model.logits([Instance.of_marks(found) for found in facts])
        return int((logits[:, model.labels.index(ACCEPT)] - logits[:, model.labels.index(REJECT)]).argmax())
