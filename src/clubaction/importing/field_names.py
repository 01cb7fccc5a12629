"""Which field a column or a key of a schedule is for, judged by its header.

The words are in the languages of `vocabulary`, and compared in the same way.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from clubaction.importing.vocabulary import fold, fold_all

Material = Literal["slides", "recording", "code"]
"""The materials of a session; each has a field of its own in a session's file."""

Field = Literal[
    Material, "", "abstract", "authors", "date", "link", "number", "part", "reading", "role", "section",
    "status", "theme", "time", "title", "title+link", "title+slides", "topic",
]  # fmt: skip
"""The field that a column, a key or a cell is for; empty if none fits. `title+link` is a column of links that are
labelled with the titles, `title+slides` the same for slides."""

KEPT_AS_TEXT: tuple[Field, ...] = ("topic", "reading", "number", "section", "part")
"""Fields that mean something in a table with a row for each meeting; elsewhere they are kept in the session's text."""

MATERIALS: Final[tuple[Material, ...]] = ("slides", "recording", "code")

FIELD_WORDS: dict[Field, frozenset[str]] = {
    "date": fold_all(
        "date|dates|day|when|meeting date|session date|datum|tag|wann|termin|fecha|dia|data|jour|quand|"
        "tarih|日期|时间|時間|日付|日時|날짜|일자|폴더날짜|日程"
    ),
    "time": fold_all("time|start|hour|uhrzeit|zeit|heure|hora|ora|orario|tijd|saat|시간"),
    "number": fold_all(
        "no|nr|number|#|s no|sl no|sno|serial|index|id|session|session no|session number|week|"
        "week no|meeting|n|num|"
        "woche|sitzung|semaine|seance|semana|sesion|期号|序号|周数|周次|回|번호|주차"
    ),
    "title": fold_all(
        "title|titel|titre|titulo|titolo|paper|papers|paper title|article|articles|artikel|"
        "articulo|articolo|"
        "paper s|title of paper|talk|talk title|presentation title|publication|baslik|makale|"
        "文献|论文|论文标题|题目|标题|"
        "论文题目|タイトル|論文|논문|논문 이름|논문명|제목"
    ),
    "topic": fold_all(
        "topic|topics|subject|what|content|contents|description|thema des treffens|sujet|tema|"
        "argomento|onderwerp|konu|"
        "内容|主题|话题|トピック|内容 |주제|내용"
    ),
    "theme": fold_all(
        "theme|thema|themen|track|area|category|kategorie|theme of the week|thema der woche|field|分类|テーマ|분야"
    ),
    "reading": fold_all("reading|readings|reading material|lecture|lectura|lekture|leitura"),
    "link": fold_all(
        "link|links|url|paper link|link to paper|doi|arxiv|article link|lien|liens|enlace|"
        "enlaces|collegamento|baglanti|"
        "链接|论文链接|连结|リンク|링크"
    ),
    "section": fold_all("section link|section|sectionlink|details|detail|in detail"),
    "authors": fold_all(
        "author|authors|author s|autor|autoren|autorinnen|auteur|auteurs|autores|autori|yazar|yazarlar|作者|著者|저자"
    ),
    "slides": fold_all(
        "slides|slide|presentation|presentations|presentation link|presentation links|"
        "presentation slides|deck|folien|"
        "ppt|pptx|diapositives|diapositivas|slide deck|幻灯片|课件|スライド|발표자료|자료"
    ),
    "recording": fold_all(
        "recording|recordings|video|videos|record|youtube|replay|aufzeichnung|enregistrement|"
        "grabacion|gravacao|"
        "registrazione|opname|录像|录屏|视频|视频记录|録画|영상|녹화"
    ),
    "code": fold_all("code|implementation|notebook|repo|repository|colab|代码|コード|코드"),
    "part": fold_all("part|teil|module|block|unit|chapter group"),
    "status": fold_all("status|stand|state|etat|estado|stato|状态|상태"),
    "abstract": fold_all("abstract|zusammenfassung|resume|resumen|summary of paper|摘要|要旨|초록"),
}
"""Field → the folded names of its column or key."""

_BRACKETS = re.compile(r"[\[(（][^\])）]{0,60}[\])）]")
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


_CONTAINED: tuple[Field, ...] = (*MATERIALS, "link", "title")
"""Fields that the last word of a longer header may name, such as `Zoom recording`."""


def field_of(header: str) -> Field:
    """The field for a header of a column, or a key; `role` for people, empty if unknown."""
    folded = fold(_BRACKETS.sub(" ", header))
    if not folded:
        return "number" if "#" in header else ""
    for name, known in FIELD_WORDS.items():
        if folded in known:
            return name
    words = folded.split()
    if len(words) <= 4 and words[-1] not in ("link", "links") and _ROLE_WORD.search(folded):
        return "role"
    if words[0] in ("date", "datum", "fecha") and "proposed" not in folded:
        return "date"
    return _field_of_last(words)


def _field_of_last(words: list[str]) -> Field:
    if len(words) > 3:
        return ""
    return next((name for name in _CONTAINED if words[-1] in FIELD_WORDS[name]), "")


def material_of(header: str) -> Material | None:
    """The material for a header, a key or the label of a link; None if it names none."""
    field = field_of(header)
    return next((material for material in MATERIALS if material == field), None)


def role_key(label: str) -> str:
    """The key in the configuration for a role with this label: `recap` for `Responsible for Recap`. Never empty."""
    folded = fold(_BRACKETS.sub(" ", label))
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
