"""`clubaction check --online`, the real command line, on an internet of stand-ins behind a proxy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import clubs
from tests.conftest import ROOT, shared_path
from tests.papers import library
from tests.papers.library import EDM, Work
from tests.papers.proxy import Internet, internet
from tests.papers.services import Handler, Reply

ELBO = Work("2303.00848", "Understanding Diffusion Objectives as the ELBO with Simple Data Augmentation")
CALLED = "Understanding the Diffusion Objective as a Weighted Integral of ELBOs"
"""What the club calls it; the paper's first version was called so."""
READ = (
    EDM,
    Work("2402.04384", "Denoising Diffusion Probabilistic Models in Six Simple Steps"),
    Work("2311.01797", "On the Generalization Properties of Diffusion Models"),
    Work("2305.14267", "SEEDS: Exponential SDE Solvers for Fast High-Quality Sampling from Diffusion Models"),
    Work("2303.16852", 'Diffusion Schr\\"odinger Bridge Matching'),
    Work("2210.02747", "Flow Matching for Generative Modeling"),
    Work("2310.02279", "Consistency Trajectory Models: Learning Probability Flow ODE Trajectory of Diffusion"),
    Work("2310.16834", "Discrete Diffusion Modeling by Estimating the Ratios of the Data Distribution"),
)
"""What stands behind the links of the club that this was made for."""


def hosts(*works: Work) -> dict[str, Handler | Reply]:
    """The services, one of which finds a paper by the title that it once had."""
    found = [{"id": "W1", "title": CALLED, "doi": f"https://doi.org/10.48550/arXiv.{ELBO.number}"}]

    def openalex(path: str) -> Reply:
        return Reply(json.dumps({"results": found if "weighted" in path else []}).encode())

    return library.services(works) | {"api.openalex.org": openalex}


def clubaction(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with nothing of this machine's environment but PATH."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "clubaction", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lines_of(club: Path, net: Internet) -> list[str]:
    """What the check says; it must have asked for all papers at once."""
    done = clubaction(club, net.environment, "check", "--online")
    assert done.stderr == ""
    assert done.returncode == 1
    assert sum(one.startswith("export.arxiv.org/") for one in net.services.asked) == 1
    assert "export.arxiv.org:443" in net.proxy.asked
    return done.stdout.splitlines()


WRONG = (
    "sessions/understanding-the-diffusion-objective-as-a-weighted-integral.md:2: "
    f"the title is {CALLED}, but arxiv:2402.04384 is Denoising Diffusion Probabilistic Models in Six Simple Steps; "
    "that title is arxiv:2303.00848's"
)


def test_of_the_seed_the_one_wrong_link_is_named_with_the_paper_that_was_meant(tmp_path: Path) -> None:
    seed = shared_path("seed/diffusion_journal_club_24.md")
    club = tmp_path / "club"
    club.mkdir()
    assert clubaction(club, {}, "import", str(seed), "--into", str(club)).returncode == 0
    with internet(hosts(*READ), tmp_path) as net:
        assert lines_of(club, net) == [WRONG]


def test_of_this_repositorys_own_club_the_same_one_is_named(tmp_path: Path) -> None:
    for name in ("sessions", ".github/clubaction.yml", "README.md"):
        target = tmp_path / "club" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
    with internet(hosts(*READ), tmp_path) as net:
        assert lines_of(tmp_path / "club", net) == [WRONG]


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """A club whose sessions each have something that only the services can tell."""
    files = clubs.club_files(
        a_fine=clubs.session_file(title=EDM.title, link="https://arxiv.org/abs/2206.00364v2"),
        b_gone=clubs.session_file(title="Nothing", paper="doi:10.1000/gone"),
        c_appeared=clubs.session_file(title="Paper 2206.00001", paper="arxiv:2206.00001"),
        d_again=clubs.session_file(title="Paper 2206.00001", link="https://doi.org/10.1000/ONE"),
        e_open=clubs.session_file(theme="Bonus"),
    )
    for name, data in files.items():
        (tmp_path / "club" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "club" / name).write_bytes(data)
    assert clubaction(tmp_path / "club", {}, "render").returncode == 0
    return tmp_path / "club"


def test_dead_and_moved_identifiers_and_repetitions_are_named(club: Path, tmp_path: Path) -> None:
    one = Work("2206.00001", doi="10.1000/one", journal="J. Mice 3", title="Paper 2206.00001")
    with internet(hosts(EDM, one), tmp_path) as net:
        assert lines_of(club, net) == [
            "sessions/b-gone.md:3: there is no paper doi:10.1000/gone any more (doi.org does not know it)",
            "sessions/c-appeared.md:3: arxiv:2206.00001 has appeared since in J. Mice 3, as doi:10.1000/one",
            "sessions/d-again.md:3: the same paper (doi:10.1000/one) as in the session c-appeared",
        ]


def test_without_a_way_out_each_paper_is_named_with_the_reason(club: Path) -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9"}
    done = clubaction(club, nowhere, "check", "--online")
    assert done.returncode == 1
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert all("could not be looked up" in line and "the proxy does not answer" in line for line in lines)


def test_without_online_nobody_is_asked(club: Path, tmp_path: Path) -> None:
    with internet(hosts(EDM), tmp_path) as net:
        done = clubaction(club, net.environment, "check")
        assert (done.returncode, done.stdout, net.proxy.asked) == (0, "Nothing wrong in 5 session files.\n", [])


def test_sync_on_a_folder_looks_papers_up(club: Path, tmp_path: Path) -> None:
    body = clubs.paper_form("2305.14267")
    head = "---\nnumber: 1\nauthor: ann\ncreated: 2024-10-01\nlabels: [paper]\n---\n"
    (club / "issues").mkdir()
    (club / "issues" / "1.md").write_text(f"{head}\n{body}\n", encoding="utf-8")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@localhost")
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=Begin")):
        subprocess.run([*git, *arguments], cwd=club, check=True)
    with internet(hosts(*READ), tmp_path) as net:
        done = clubaction(club, net.environment, "sync")
        assert (done.returncode, done.stderr) == (0, "")
        assert "new: SEEDS: Exponential SDE Solvers" in done.stdout
        assert len(net.services.asked) == 1
        again = clubaction(club, net.environment, "sync")
        assert again.stdout.startswith("Nothing to do")
        assert len(net.services.asked) == 1


def test_what_the_files_alone_tell_is_not_said_twice(club: Path, tmp_path: Path) -> None:
    (club / "sessions" / "z.md").write_bytes(
        clubs.session_file(title=EDM.title, link="https://arxiv.org/abs/2206.00364v2")
    )
    assert clubaction(club, {}, "render").returncode == 0
    with internet(
        hosts(EDM, Work("2206.00001", doi="10.1000/one"), Work("", "Nothing", doi="10.1000/gone")), tmp_path
    ) as net:
        repeated = [line for line in lines_of(club, net) if "z.md" in line]
    assert repeated == ["sessions/z.md:3: the same paper (https://arxiv.org/abs/2206.00364v2) as in sessions/a-fine.md"]
