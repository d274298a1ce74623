"""Parts kept aside: found again, or computed anew when what they rest on changed."""

from pathlib import Path

import numpy as np

from trajectoire.store.checkpoints import Checkpoints, digest_of


def made(values=(1.0, 2.0)):
    return lambda: np.array(values)


def never():
    raise AssertionError("computed again")


def test_an_array_is_computed_once_for_a_key(tmp_path):
    Checkpoints(tmp_path / "w", "a").array("signal", made())
    again = Checkpoints(tmp_path / "w", "a").array("signal", never)
    assert again.tolist() == [1.0, 2.0]
    other = Checkpoints(tmp_path / "w", "b").array("signal", made((3.0,)))
    assert other.tolist() == [3.0]


def test_nothing_is_kept_without_a_folder():
    kept = Checkpoints(None)
    assert kept.array("signal", made()).tolist() == [1.0, 2.0]
    kept.clear()


def test_a_part_that_is_no_array_is_computed_again(tmp_path):
    Checkpoints(tmp_path / "w", "a").array("signal", made())
    [path] = (tmp_path / "w").iterdir()
    path.write_bytes(b"half")
    again = Checkpoints(tmp_path / "w", "a").array("signal", made((5.0,)))
    assert again.tolist() == [5.0]


def test_a_run_that_ends_leaves_the_parts_of_another(tmp_path):
    """Two runs in one folder: the first to end forgets its own parts only."""
    one, two = Checkpoints(tmp_path / "w", "a"), Checkpoints(tmp_path / "w", "b")
    one.array("signal", made())
    two.array("signal", made())
    one.clear()
    assert Checkpoints(tmp_path / "w", "b").array("signal", never).size == 2
    two.clear()
    assert not (tmp_path / "w").exists()


def test_parts_that_vanished_and_folders_within_are_tolerated(tmp_path):
    kept = Checkpoints(tmp_path / "w", "a")
    kept.array("signal", made())
    for path in (tmp_path / "w").iterdir():
        path.unlink()
    (tmp_path / "w" / "mine").mkdir()
    kept.clear()
    assert (tmp_path / "w" / "mine").is_dir()


def test_a_killed_run_leaves_no_half_of_its_own(tmp_path):
    kept = Checkpoints(tmp_path / "w", "a")
    kept.array("signal", made())
    [path] = (tmp_path / "w").iterdir()
    path.with_name(f"{path.name}.1.part").write_bytes(b"half")  # killed, then resumed
    kept.clear()
    assert not (tmp_path / "w").exists()


def test_a_run_goes_on_when_its_folder_is_swept_away_meanwhile(tmp_path, monkeypatch):
    """The other run ended between the making of the folder and the writing."""
    real = Path.open

    def swept(self, *arguments, **named):
        if self.suffix == ".part":
            self.parent.rmdir()
        return real(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", swept)
    kept = Checkpoints(tmp_path / "w", "a")
    assert kept.array("signal", made()).tolist() == [1.0, 2.0]
    kept.clear()


def test_a_digest_follows_content_and_words(tmp_path):
    path = tmp_path / "weather.csv"
    path.write_text("a", encoding="utf-8")
    before = digest_of([path], "0.1.0")
    assert digest_of([path], "0.2.0") != before
    path.write_text("b", encoding="utf-8")
    assert digest_of([path], "0.1.0") != before
