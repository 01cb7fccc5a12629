"""Words that schedules are written with: for placeholders, breaks, cancelled meetings and links.

They were collected from real schedules in English, German, French, Spanish, Portuguese, Italian, Dutch, Turkish,
Chinese, Japanese and Korean. Texts are compared with them after `fold`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text in lower case, without accents and symbols, for comparing words."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u00df", "ss")).casefold()
    recomposed = unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c)))
    kept = "".join(c if c.isalnum() or c == "#" else " " for c in recomposed)
    return " ".join(kept.split())


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def fold_all(words: str) -> frozenset[str]:
    """The words in a text with `|` between them, each folded."""
    return frozenset(fold(word) for word in words.split("|"))


COUNTED = re.compile(
    r"(?:session|meeting|week|talk|seminar|sitzung|woche|semaine|semana)\s{1,3}#?\d{1,3}", re.IGNORECASE
)
"""A text that only counts the meetings, such as `Week 3`."""

GENERIC_LABELS = fold_all(
    "arxiv|link|links|pdf|paper|papers|paper link|link to paper|here|url|doi|html|abs|"
    "openreview|biorxiv|medrxiv|"
    "pubmed|web|website|project page|open|view|watch|download|article|preprint|source|artikel|"
    "lien|enlace|hier|ici|"
    "열기|링크|논문|链接|連結|观看|查看|リンク|論文|slides|slide|video|recording|code|summary|"
    "notes|github|youtube"
)
"""Labels of links that name no paper."""

_PLACEHOLDERS = fold_all(
    "tbd|tba|tbc|tbh|n a|na|none|nil|nobody|no one|open|to be decided|to be determined|to be announced|"
    "to be confirmed|to be defined|unavailable|offen|nn|n n|xx|xxx|noch offen|a determiner|"
    "por definir|a definir|"
    "da definire|nog open|belirlenecek|待定|未定|空|无|미정|없음|yes|title|titel|your name|"
    "contents|content|abstract"
)
"""Texts in place of a value that is not known yet. The last few come from templates and from columns with `Yes`."""


def is_placeholder(text: str) -> bool:
    """Whether a text is empty, only punctuation, or a placeholder such as `TBD`."""
    folded = fold(text).replace("#", "").strip()
    return not folded or folded in _PLACEHOLDERS or bool(re.fullmatch(r"tb[dac](?: [\w ]{1,20})?", folded))


def is_bare_answer(text: str) -> bool:
    """Whether a placeholder is a word that a person might have meant, such as `Yes`, so that the report mentions it."""
    return fold(text) in ("yes", "no one", "nobody", "contents", "content", "none")


_BREAK_WORDS = fold_all(
    "holiday|holidays|christmas|easter|new year|new years|new years eve|thanksgiving|vacation|"
    "vacations|break|recess|"
    "bank holiday|public holiday|red day|off|skip|skipped|cancelled|canceled|no jc|"
    "no presenter|no paper|pentecost|"
    "ferien|feiertag|pause|sommerpause|winterpause|weihnachten|weihnachtspause|ostern|entfallt|"
    "fallt aus|abgesagt|"
    "vacances|ferie|jour ferie|noel|paques|annule|vacaciones|festivo|navidad|semana santa|"
    "cancelado|feriado|"
    "ferias|cancelada|vacanze|festa|festivita|annullato|vakantie|feestdag|kerst|tatil|bayram|iptal|"
    "放假|休会|停会|国庆节|国庆|春节|元旦|中秋|取消|暂停|휴강|방학|연휴|추석|설날|휴일|취소|"
    "休み|休講|中止|祝日|夏休み|冬休み"
)
_BREAK_PHRASE = re.compile(
    r"\bno (?:jc|journal club|club|meeting|session|seminar|reading group|presenter|speaker|"
    r"paper|class|talk)\b"
    r"|\b(?:summer|winter|spring|autumn|fall|christmas|xmas|easter|holiday|holidays|term|"
    r"mid term|semester|"
    r"thanksgiving|reading week|new year|new years) (?:break|recess|holiday|holidays|vacation|pause)\b"
    r"|\bdue to (?:a |the )?(?:\w{1,20} )?(?:holiday|holidays|vacation|easter|christmas)\b"
    r"|^(?:cancelled|canceled|abgesagt)\b"
    r"|\bkein(?:e|en)? (?:treffen|jc|journal club|sitzung|termin)\b|\bpas de (?:seance|reunion|jc)\b"
    r"|\bsin (?:sesion|reunion)\b|放假|休会|停会|휴강|방학|연휴|休講|夏休み|冬休み|年末年始"
)
_CANCELLED = re.compile(r"\b(?:cancel+ed|abgesagt|entfallt|annule|cancelad[oa]|annullato|iptal)\b|取消|취소|中止")


def is_break(text: str) -> bool:
    """Whether a short text says that there is no meeting: `No JC`, `Summer break`, `Christmas`."""
    folded = fold(text)
    if len(folded) > 60 or len(folded.split()) > 8:
        return False
    without_filler = re.sub(r"\b(?:n a|na)\b", "", folded).strip()
    return without_filler in _BREAK_WORDS or bool(_BREAK_PHRASE.search(folded))


def is_cancelled(text: str) -> bool:
    """Whether a short text says that a meeting was called off."""
    return len(text) <= 80 and bool(_CANCELLED.search(fold(text)))
