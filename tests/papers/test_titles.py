"""Which titles are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.papers.titles import same_title, similarity, without_latex

SAME = [
    ("Denoising Diffusion Probabilistic Models", "denoising diffusion probabilistic models."),
    (
        "{BERT}: Pre-training of {D}eep {B}idirectional Transformers",
        "BERT: Pre-Training of Deep Bidirectional Transformers",
    ),
    ("Diffusion Schr√∂dinger Bridge Matching", "Diffusion Schrödinger Bridge Matching"),
    ('Schr{\\"o}dinger Bridges', "Schrödinger Bridges"),
    ("Schrodinger Bridges", "Schrödinger Bridges"),
    ("$\\alpha$-stable noise", "α-Stable Noise"),
    ("\\emph{Deep} learning in \\textit{E. coli}", "Deep Learning in <i>E. coli</i>"),
    ("On the generalisation properties", "On the Generalization Properties"),
    (
        "Consistency Trajectory Models",
        "Consistency Trajectory Models: Learning Probability Flow ODE Trajectory of Diffusion",
    ),
    ("Flow Matching for Generative Modeling ", "Flow  Matching\nfor Generative Modeling"),
    ("Black & White", "Black and white"),
    ("“Quoted” – a title", '"Quoted" - a title'),
    ("扩散模型综述", "扩散模型综述。"),
]
OTHER = [
    (
        "Understanding the Diffusion Objective as a Weighted Integral of ELBOs",
        "Tutorial on Diffusion Models in Six Steps",
    ),
    (
        "Highly accurate protein structure prediction with AlphaFold 2",
        "Highly accurate protein structure prediction with AlphaFold 3",
    ),
    ("Theory of Everything, Part I", "Theory of Everything, Part II"),
    ("Diffusion", "Diffusion: A Survey of Methods"),
    ("Flow Matching", "Score Matching"),
    ("", "A title"),
    ("扩散模型", "流匹配"),
]


@pytest.mark.parametrize("first, second", SAME)
def test_case_braces_punctuation_and_accents_do_not_count(first: str, second: str) -> None:
    assert same_title(first, second)
    assert same_title(second, first)


@pytest.mark.parametrize("first, second", OTHER)
def test_another_papers_title_is_another(first: str, second: str) -> None:
    assert not same_title(first, second)
    assert not same_title(second, first)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_either_way_round(first: str, second: str) -> None:
    assert same_title(first, first)
    assert same_title(first, second) == same_title(second, first)
    assert 0 <= similarity(first, second) <= 1


def test_latex_becomes_letters_but_formulas_stay() -> None:
    assert (
        without_latex("G{\\'a}bor {\\L}ukasz \\v{C}ech \\c{c}a \\o re {A} \\& B $x_{1}$")
        == "Gábor Łukasz Čech ça øre A & B $x_{1}$"
    )
