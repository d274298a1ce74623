"""The tower reader: what is good is kept, what is not is counted, faults are listed."""

from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.series import Station
from trajectoire.sources.tower import TowerRecord, read_tower

STATION = Station("tower-47", 39.974, 116.371, 47.0)
HEADER = (
    "datetime_utc,Qh,Ustar,T_air,P_air,Rho_air,Wind_vel,Wind_U_std,Wind_V_std,"
    "Wind_dir,Qco2,qc_tot"
)
GOOD = "-9.2,0.31,270.3,102238.0,1.317,1.73,0.78,0.86,346.2,15.7,1"


def _write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "tower.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def _stamped(hour: str, row: str = GOOD) -> str:
    return f"2023-12-01 {hour}:00,{row}"


def test_a_good_row_keeps_every_value(tmp_path):
    record = read_tower(_write(tmp_path, _stamped("00:30")), STATION)
    assert record.flux.unit == "µmol/m^2/s"
    assert record.flux.start[0] == np.datetime64("2023-12-01T00:30:00")
    assert record.flux.duration[0] == 1800
    assert record.flux.value[0] == 15.7
    assert record.friction_velocity[0] == 0.31
    assert record.temperature[0] == 270.3
    assert record.wind_from_direction[0] == 346.2


def test_what_is_not_good_is_left_out_and_counted(tmp_path):
    flagged = GOOD[:-1] + "0"
    spike = GOOD.replace("15.7", "201.0")
    absent = GOOD.replace("15.7", "")
    still = GOOD.replace("0.31", "")
    rows = [GOOD, flagged, spike, absent, still, GOOD]
    path = _write(tmp_path, *(_stamped(f"{h:02}:00", r) for h, r in enumerate(rows)))
    record = read_tower(path, STATION)
    assert list(record.flux.start.astype("datetime64[h]").astype(int) % 24) == [0, 5]
    assert record.flux.refused == {
        "quality flag other than 1": 1,
        "flux beyond 200 µmol m-2 s-1": 1,
        "no Qco2": 1,
        "no Ustar": 1,
    }


def test_a_row_written_twice_is_kept_once(tmp_path):
    path = _write(tmp_path, _stamped("00:00"), _stamped("00:30"), _stamped("00:30"))
    record = read_tower(path, STATION)
    assert len(record.flux) == len(record.wind_speed) == 2
    assert record.flux.refused == {"identical duplicate": 1}


@pytest.mark.parametrize(
    ("direction", "deviation"), [(0.0, 0.5), (90.0, 2.0), (180.0, 0.5), (270.0, 2.0)]
)
def test_the_crosswind_is_west_when_the_wind_is_from_the_north(
    tmp_path, direction, deviation
):
    # Wind_U is northward, whatever its publisher says: U_std = 2, V_std = 0.5
    row = f"-9.2,0.31,270.3,102238.0,1.317,1.73,2.0,0.5,{direction},15.7,1"
    record = read_tower(_write(tmp_path, _stamped("00:30", row)), STATION)
    assert record.crosswind_deviation[0] == pytest.approx(deviation)


def test_columns_in_another_order_or_more_of_them_change_nothing(tmp_path):
    names, cells = HEADER.split(","), _stamped("00:30").split(",")
    path = _write(
        tmp_path,
        ",".join(["7", *reversed(cells)]),
        header=",".join(["extra", *reversed(names)]),
    )
    assert read_tower(path, STATION).flux.value[0] == 15.7


def test_all_faults_are_said_at_once(tmp_path):
    celsius = GOOD.replace("270.3", "-2.9")
    hectopascal = GOOD.replace("102238.0", "1022.4")
    word = GOOD.replace("15.7", "high")
    turned = GOOD.replace("346.2", "746.2")
    path = _write(
        tmp_path,
        _stamped("03:00", celsius),
        _stamped("04:00", hectopascal),
        _stamped("02:00", word),
        _stamped("05:00", turned),
        f"01/12/2023 06:00,{GOOD}",
    )
    with pytest.raises(InputError) as raised:
        read_tower(path, STATION)
    text = str(raised.value)
    assert "row 2, column “T_air”: expected 180 to 340 K, found -2.9" in text
    assert "Multiply by 100 if it is in hPa" in text
    assert "row 4, column “Qco2”" in text
    assert "“high”" in text
    assert "expected 0 to 360 degrees, found 746.2" in text
    assert "expected rows in the order of time" in text
    assert "“01/12/2023 06:00”. Write it in UTC, year first." in text
    assert len(raised.value.faults) == 6


def test_missing_columns_are_all_named(tmp_path):
    header = HEADER.replace("Ustar", "u_star").replace("Qco2", "Fc")
    with pytest.raises(InputError) as raised:
        read_tower(_write(tmp_path, _stamped("00:30"), header=header), STATION)
    assert [fault.column for fault in raised.value.faults] == ["Qco2", "Ustar"]


def test_two_values_for_one_half_hour_are_a_fault(tmp_path):
    other = GOOD.replace("15.7", "16.7")
    path = _write(tmp_path, _stamped("00:30"), _stamped("00:30", other))
    with pytest.raises(InputError, match="one value for each interval"):
        read_tower(path, STATION)


def test_a_row_cut_short_is_a_fault(tmp_path):
    path = _write(tmp_path, _stamped("00:30"), "2023-12-01 01:00:00,-9.2,0.3")
    with pytest.raises(
        InputError, match="expected 12 cells, as in the header, found 3"
    ):
        read_tower(path, STATION)


def test_a_file_where_nothing_is_good_says_why(tmp_path):
    path = _write(tmp_path, _stamped("00:30", GOOD[:-1] + "0"))
    with pytest.raises(InputError, match="1 quality flag other than 1"):
        read_tower(path, STATION)


def test_a_missing_file_is_said_kindly(tmp_path):
    with pytest.raises(InputError, match="nothing at this path"):
        read_tower(tmp_path / "none.csv", STATION)


@pytest.fixture(scope="module")
def beijing(shared_data) -> TowerRecord:
    folder = shared_data / "observatory" / "beijing_iap_tower"
    return read_tower(folder / "Beijing_47m.csv", STATION)


@pytest.mark.real
def test_the_real_file_is_read_whole(beijing):
    # rows counted by wc: 2,943; one is repeated, 11 have no flux (awk on the column)
    assert len(beijing.flux) + sum(beijing.flux.refused.values()) == 2943
    assert beijing.flux.refused["no Qco2"] == 11
    assert beijing.flux.refused["identical duplicate"] == 1


@pytest.mark.real
def test_the_real_tower_has_a_plausible_winter(beijing):
    december = beijing.flux.start < np.datetime64("2024-01-01")
    assert 260 < beijing.temperature[december].mean() < 280
    ratio = beijing.crosswind_deviation / beijing.friction_velocity
    assert 1.3 < np.median(ratio) < 2.6  # about 1.9 over rough ground (Panofsky 1984)
