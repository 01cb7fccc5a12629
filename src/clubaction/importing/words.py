"""The words that schedules are written with: what a header, a placeholder or a break is called.

Collected from real schedules and from the languages that clubs write in
(English, German, French, Spanish, Portuguese, Italian, Dutch, Turkish, Chinese,
Japanese, Korean). Everything here is compared after `fold`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text in lower case without accents and symbols: what words are compared by."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u00df", "ss")).casefold()
    recomposed = unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c)))
    kept = "".join(c if c.isalnum() or c == "#" else " " for c in recomposed)
    return " ".join(kept.split())


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|"))


GENERIC_LABELS = _set(
    "arxiv|link|links|pdf|paper|papers|paper link|link to paper|here|url|doi|html|abs|"
    "openreview|biorxiv|medrxiv|"
    "pubmed|web|website|project page|open|view|watch|download|article|preprint|source|artikel|"
    "lien|enlace|hier|ici|"
    "열기|링크|논문|链接|連結|观看|查看|リンク|論文|slides|slide|video|recording|code|summary|"
    "notes|github|youtube"
)
"""Labels that say what a link is, not what the paper is called."""

_PLACEHOLDERS = _set(
    "tbd|tba|tbc|tbh|n a|na|none|nil|nobody|no one|open|to be decided|to be determined|to be announced|"
    "to be confirmed|to be defined|unavailable|offen|nn|n n|xx|xxx|noch offen|a determiner|"
    "por definir|a definir|"
    "da definire|nog open|belirlenecek|待定|未定|空|无|미정|없음|yes|title|titel|your name|"
    "contents|content|abstract"
)
"""Cells that stand for nothing yet. The last few are what templates and bare confirmations say."""


def is_placeholder(text: str) -> bool:
    """Whether a cell says nothing: empty, punctuation only, `TBD` and its like."""
    folded = fold(text).replace("#", "").strip()
    return not folded or folded in _PLACEHOLDERS or bool(re.fullmatch(r"tb[dac](?: [\w ]{1,20})?", folded))


def is_bare_answer(text: str) -> bool:
    """Whether a placeholder is a word that a person may miss afterwards, such as `Yes`."""
    return fold(text) in ("yes", "no one", "nobody", "contents", "content", "none")


_BREAK_WORDS = _set(
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


FIELD_WORDS: dict[str, frozenset[str]] = {
    "date": _set(
        "date|dates|day|when|meeting date|session date|datum|tag|wann|termin|fecha|dia|data|jour|quand|"
        "tarih|日期|时间|時間|日付|日時|날짜|일자|폴더날짜|日程"
    ),
    "time": _set("time|start|hour|uhrzeit|zeit|heure|hora|ora|orario|tijd|saat|시간"),
    "number": _set(
        "no|nr|number|#|s no|sl no|sno|serial|index|id|session|session no|session number|week|"
        "week no|meeting|n|num|"
        "woche|sitzung|semaine|seance|semana|sesion|期号|序号|周数|周次|回|번호|주차"
    ),
    "title": _set(
        "title|titel|titre|titulo|titolo|paper|papers|paper title|article|articles|artikel|"
        "articulo|articolo|"
        "paper s|title of paper|talk|talk title|presentation title|publication|baslik|makale|"
        "文献|论文|论文标题|题目|标题|"
        "论文题目|タイトル|論文|논문|논문 이름|논문명|제목"
    ),
    "topic": _set(
        "topic|topics|subject|what|content|contents|description|thema des treffens|sujet|tema|"
        "argomento|onderwerp|konu|"
        "内容|主题|话题|トピック|内容 |주제|내용"
    ),
    "theme": _set(
        "theme|thema|themen|track|area|category|kategorie|theme of the week|thema der woche|field|分类|テーマ|분야"
    ),
    "reading": _set("reading|readings|reading material|lecture|lectura|lekture|leitura"),
    "link": _set(
        "link|links|url|paper link|link to paper|doi|arxiv|article link|lien|liens|enlace|"
        "enlaces|collegamento|baglanti|"
        "链接|论文链接|连结|リンク|링크"
    ),
    "section": _set("section link|section|sectionlink|details|detail|in detail"),
    "authors": _set(
        "author|authors|author s|autor|autoren|autorinnen|auteur|auteurs|autores|autori|yazar|yazarlar|作者|著者|저자"
    ),
    "slides": _set(
        "slides|slide|presentation|presentations|presentation link|presentation links|"
        "presentation slides|deck|folien|"
        "ppt|pptx|diapositives|diapositivas|slide deck|幻灯片|课件|スライド|발표자료|자료"
    ),
    "recording": _set(
        "recording|recordings|video|videos|record|youtube|replay|aufzeichnung|enregistrement|"
        "grabacion|gravacao|"
        "registrazione|opname|录像|录屏|视频|视频记录|録画|영상|녹화"
    ),
    "code": _set("code|implementation|notebook|repo|repository|colab|代码|コード|코드"),
    "part": _set("part|teil|module|block|unit|chapter group"),
    "status": _set("status|stand|state|etat|estado|stato|状态|상태"),
    "abstract": _set("abstract|zusammenfassung|resume|resumen|summary of paper|摘要|要旨|초록"),
}
"""Field → what its column or key is called."""

_ROLE_WORD = re.compile(
    r"\b(?:presenters?|presenting|presented|presentations? by|speakers?|leads?|leaders?|"
    r"discussion leads?|discussants?|"
    r"hosts?|moderators?|chairs?|facilitators?|organi[sz]ers?|scribes?|note ?takers?|persons?|"
    r"people|who|names?|members?|"
    r"starters?|responsible|volunteers?|uploaders?|assigned|owners?|picker|chosen by|in charge|"
    r"vortragende[rn]?|referent(?:in|en|innen)?|moderation|moderator(?:in|en)|"
    r"verantwortlich(?:e|er)?|wer|vorstellung|"
    r"presentat(?:eur|rice)s?|orateurs?|oratrices?|intervenants?|animateurs?|responsables?|qui|"
    r"ponentes?|presentador(?:a|es)?|moderador(?:a|es)?|oradore?s?|apresentador(?:a|es)?|quien|quem|"
    r"relator[ei]|relatrice|presentatore|sprekers?|wie|sunan|sunucu|konusmaci)\b"
    r"|报告人|主讲人|主讲|主持人|主持|分享|汇报人|讲者|发表者|発表者|担当|司会|발표자|진행자|"
    r"발제자|사회자|업로드한 사람|담당"
)


def field_of(header: str) -> str:
    """The field that a column or key with this heading holds; `role` for people; empty if unknown."""
    folded = fold(re.sub(r"[\[(（][^\])）]{0,60}[\])）]", " ", header))
    if not folded:
        return "number" if "#" in header else ""
    for name, words in FIELD_WORDS.items():
        if folded in words:
            return name
    if _ROLE_WORD.search(folded) and len(folded.split()) <= 4 and not folded.endswith((" link", " links")):
        return "role"
    first = folded.split()[0]
    if first in ("date", "datum", "fecha") and "proposed" not in folded:
        return "date"
    return _by_part(folded)


def _by_part(folded: str) -> str:
    for name in ("recording", "slides", "code", "link", "title"):
        words = FIELD_WORDS[name]
        last = folded.rsplit(maxsplit=1)[-1]
        if last in words and len(folded.split()) <= 3:
            return name
    return ""


def role_key(label: str) -> str:
    """The configuration key of a role with this label: `Responsible for Recap` is `recap`."""
    folded = fold(re.sub(r"[\[(（][^\])）]{0,60}[\])）]", " ", label))
    folded = re.sub(r"^responsible (?:for |of )?(?:the )?(?=\w)", "", folded).replace("#", " ")
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:40].strip("-")
    return slug if slug and slug[0].isalpha() else _ROLE_KEYS.get(fold(label), f"role-{slug}" if slug else "presenter")


_ROLE_KEYS = {
    fold(label): key
    for key, labels in {
        "presenter": "报告人|主讲人|主讲|分享|汇报人|讲者|发表者|発表者|担当|발표자|발제자",
        "host": "主持人|主持|司会|진행자|사회자",
        "uploader": "업로드한 사람",
    }.items()
    for label in labels.split("|")
}
