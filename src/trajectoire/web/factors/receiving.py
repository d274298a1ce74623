"""Read a table that somebody sends, and put it in the library."""

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from trajectoire.sources.base_carbone import read_base_carbone
from trajectoire.web.factors.loading import Loaded, load
from trajectoire.web.keeping import keep_whole, safe_name


def load_file(
    file: UploadedFile, *, version: str, potentials: str, author: str
) -> Loaded:
    """Load a version from a file that is sent.

    Parameters
    ----------
    file
        As the browser sends it. [-]
    version
        As ``23.0``; found in the name of the file where left out. [-]
    potentials
        Set of warming potentials; told from its factors where left out. [-]
    author
        Who sends it: an account's number. [-]

    Returns
    -------
    loaded
        What was done; the file itself is not kept. [-]

    Raises
    ------
    InputError
        If the file as a whole is none of ADEME's; every fault at once.

    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent" / safe_name(file.name or "file.csv")
        keep_whole(path, file.chunks(), path.name)
        table = read_base_carbone(path, version)
    return load(table, potentials=potentials, author=author)
