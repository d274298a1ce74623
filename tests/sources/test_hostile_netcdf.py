"""NetCDF files made to read what is not theirs, or to exhaust the server."""

import h5py
import numpy as np
import pytest

from trajectoire.sources.fluxes import read_flux
from trajectoire.sources.netcdf import opened, values


def open_it(path):
    with opened(path) as dataset:
        return list(dataset.variables)


@pytest.fixture
def secret(tmp_path):
    """A file of the server that an upload must not read."""
    path = tmp_path / "hostname"
    path.write_bytes(b"paris-1\n" * 8)
    return path


@pytest.fixture
def hdf5_file(tmp_path):
    """Make an HDF5 file by hand."""

    def make(fill):
        path = tmp_path / "upload.nc"
        with h5py.File(path, "w") as file:
            fill(file)
        return path

    return make


def test_values_kept_in_another_file_are_refused(secret, hdf5_file, refusal):
    def fill(file):
        at = [(str(secret), 0, 64)]
        file.create_dataset("group/co2", (8,), "f8", external=at)

    said = refusal(open_it, hdf5_file(fill))
    assert "expected values kept in the file itself, found values in other" in said
    assert "column “/group/co2”" in said
    assert "Copy the file whole (nccopy), so that it stands alone." in said
    assert "hostname" not in said


def test_a_virtual_dataset_is_refused(tmp_path, hdf5_file, refusal):
    other = tmp_path / "other.h5"
    with h5py.File(other, "w") as file:
        file["x"] = np.arange(4.0)
    layout = h5py.VirtualLayout((4,), "f8")
    layout[:] = h5py.VirtualSource(str(other), "x", (4,))
    path = hdf5_file(lambda file: file.create_virtual_dataset("co2", layout))
    assert "found values in other files" in refusal(open_it, path)


@pytest.mark.parametrize(
    "link", [h5py.ExternalLink("other.h5", "/x"), h5py.SoftLink("/")]
)
def test_links_are_refused(hdf5_file, refusal, link):
    """Out of the file, or in circles (on which the C library recurses for ever)."""

    def fill(file):
        file["there"] = link

    said = refusal(open_it, hdf5_file(fill))
    assert "column “/there”: expected objects of the file itself, found a link" in said


def test_a_group_within_itself_is_refused(hdf5_file, refusal):
    def fill(file):
        inner = file.create_group("a/b")
        inner["c"] = file["a"]

    said = refusal(open_it, hdf5_file(fill))
    assert "expected each group at one place, found one at several" in said


def test_a_name_that_cannot_be_read_is_refused(hdf5_file, refusal):
    def fill(file):
        h5py.h5g.create(file.id, b"\xff\x01")

    assert "expected names written in UTF-8" in refusal(open_it, hdf5_file(fill))


def test_groups_within_groups_without_end_are_refused(hdf5_file, refusal):
    path = hdf5_file(lambda file: file.create_group("/".join("a" * 40)))
    assert "expected groups at most 16 deep, found deeper" in refusal(open_it, path)


def test_objects_without_number_are_refused(hdf5_file, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.storage.MOST_OBJECTS", 5)

    def fill(file):
        for name in "abcdef":
            file[name] = 1.0

    said = refusal(open_it, hdf5_file(fill))
    assert "expected at most 5 variables and groups, found more" in said


def test_a_filter_that_only_a_plug_in_knows_is_refused(hdf5_file, refusal):
    def fill(file):
        shape = h5py.h5s.create_simple((4,))
        kept = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        kept.set_chunk((4,))
        kept.set_filter(300, h5py.h5z.FLAG_OPTIONAL)
        h5py.h5d.create(file.id, b"co2", h5py.h5t.NATIVE_DOUBLE, shape, kept)

    said = refusal(open_it, hdf5_file(fill))
    assert "expected values plain or compressed by deflate, szip or zstd" in said
    assert "filter 300" in said


def test_one_enormous_chunk_is_refused(hdf5_file, refusal):
    def fill(file):
        file.create_dataset(
            "co2", (1,), "f8", maxshape=(None,), chunks=(2**27,), compression="gzip"
        )

    said = refusal(open_it, hdf5_file(fill))
    assert "expected chunks of at most 512 MiB, found 1024 MiB" in said


def test_texts_where_numbers_are_due_are_refused_unread(hdf5_file, refusal):
    path = hdf5_file(lambda file: file.create_dataset("co2", data=["a", "b"]))

    def read(path):
        with opened(path) as dataset:
            return values(dataset, "co2")

    assert "expected numbers in “co2”, found texts" in refusal(read, path)


def test_a_variable_without_its_dimensions_is_refused(
    netcdf_file, flux_variables, refusal
):
    flux_variables["flux"] = (("lat", "lon"), np.ones((3, 4)), {"units": "mol m-2 s-1"})

    def read(path):
        with opened(path) as dataset:
            return values(dataset, "flux", ("time", "lat", "lon"))

    said = refusal(read, netcdf_file(flux_variables))
    assert "expected dimensions time, lat, lon of “flux”, found lat, lon" in said


def test_all_that_is_wrong_is_said_at_once(secret, hdf5_file, refusal):
    def fill(file):
        file["there"] = h5py.ExternalLink("other.h5", "/x")
        file.create_dataset("co2", (8,), "f8", external=[(str(secret), 0, 64)])

    said = refusal(open_it, hdf5_file(fill))
    assert "/there" in said
    assert "/co2" in said


def test_what_netcdf_itself_writes_is_accepted(netcdf_file, flux_variables):
    path = netcdf_file(flux_variables)
    with h5py.File(path, "a") as file:
        options = {"compression": "gzip", "shuffle": True, "fletcher32": True}
        file.create_dataset("packed", data=np.zeros((4, 4)), chunks=(2, 2), **options)
    assert read_flux(path).fields[0].flux.shape == (2, 3, 4)


def test_a_damaged_attribute_is_met_before_the_library_falls(
    netcdf_file, flux_variables, refusal
):
    """netCDF 4.10 reads on, then ends the process when it closes such a file."""
    path = netcdf_file(flux_variables)
    raw = path.read_bytes()
    assert raw.count(b"GCOL") >= 1  # where the attributes of any length are kept
    path.write_bytes(raw.replace(b"GCOL", b"GCO\x00"))
    assert "expected a whole NetCDF file, found one that is cut short or damaged" in (
        refusal(open_it, path)
    )
