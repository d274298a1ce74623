"""The summary of a run: what the pages and the machines read first.

Its keys are documented in docs/instruments/observatory.md; each number carries its unit
in its name or in ``unit``.
"""

from typing import Any

import numpy as np

from trajectoire.core.indicator import Method
from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.diagnostics import SectorVerdict
from trajectoire.instruments.observatory.model.layout import MAIN_SPECIES
from trajectoire.instruments.observatory.model.results import WHOLE, Results
from trajectoire.instruments.observatory.model.totals import Totals
from trajectoire.methods.gaussian.diagnostics import (
    chi_square_interval,
    desroziers_ratio,
    error_correlation,
)

Names = dict[str, tuple[str, str]]
Json = dict[str, Any]


def summary(results: Results, method: Method, names: Names, options: Json) -> Json:
    """Sum up a run in JSON values.

    Parameters
    ----------
    results
        Everything that is published of it. [-]
    method
        Method, version and run. [-]
    names
        French and English names of the sectors, by code. [-]
    options
        How the run was made beside its uncertainties: operator, hours, choices. [-]

    Returns
    -------
    summary
        Tonnes to the nearest tenth; the pages round further. [-]

    """
    inputs = results.inputs
    place = inputs.territory
    return {
        "title": inputs.title,
        "twin": inputs.truth is not None,
        "notes": list(inputs.notes),
        "licence": inputs.licence,
        "territory": {
            "code": place.code,
            "kind": place.kind,
            "name": place.name,
            "vintage": place.vintage,
        },
        "period": {
            "start": inputs.period.start.date().isoformat(),
            "end": inputs.period.end.date().isoformat(),
            "days": inputs.days,
        },
        "unit": "tCO2e",
        "sectors": _sectors(results, names),
        "zones": _zones(results),
        "stations": _stations(results),
        "diagnostics": _diagnostics(results),
        "daily": _daily(results),
        "months": [
            {"month": label, **_by_sector(inputs, sums)}
            for label, sums in results.sectors.items()
            if label != WHOLE
        ],
        "totals": _by_sector(inputs, results.sectors[WHOLE]),
        "method": {
            "name": method.name,
            "version": method.version,
            "run": method.run,
            "parameters": options | _parameters(inputs),
        },
        "sources": [
            {
                "publisher": s.publisher,
                "title": s.title,
                "licence": s.licence,
                "published": s.published.isoformat() if s.published else None,
                "address": s.address,
            }
            for s in inputs.sources
        ],
    }


def _sectors(results: Results, names: Names) -> list[Json]:
    inputs = results.inputs
    errors = _error_correlations(results)
    codes = [prior.sector.code for prior in inputs.sectors]
    labels = {c: names.get(c, (c, c)) for c in codes}
    return [
        {
            "code": prior.sector.code,
            "name_fr": labels[prior.sector.code][0],
            "name_en": labels[prior.sector.code][1],
            "biosphere": prior.biosphere,
            "separable": verdict.separable,
            "informed": verdict.informed,
            "confused_with": (
                codes[verdict.confused_with] if verdict.confused_with >= 0 else None
            ),
            "gain": round(verdict.gain, 3),
            "kernel": [round(float(v), 3) for v in verdict.kernel],
            "error_correlation": errors[index],
            **_words(verdict, [labels[c] for c in codes]),
        }
        for index, (prior, verdict) in enumerate(
            zip(inputs.sectors, results.verdicts, strict=True)
        )
    ]


def _error_correlations(results: Results) -> list[list[float]]:
    covariance = results.sectors[WHOLE].posterior_covariance[1:, 1:]
    blank = np.diagonal(covariance) <= 0
    alone = covariance + np.diag(blank.astype(float))
    return [[round(float(v), 3) for v in row] for row in error_correlation(alone)]


def _words(verdict: SectorVerdict, labels: list[tuple[str, str]]) -> Json:
    if not verdict.informed:
        return {
            "verdict_fr": "Les données ne permettent pas de le dire.",
            "verdict_en": "The data do not allow us to say.",
        }
    if verdict.separable:
        return {
            "verdict_fr": "Les données le distinguent des autres secteurs.",
            "verdict_en": "The data tell it from the other sectors.",
        }
    if verdict.confused_with < 0:
        return {
            "verdict_fr": "Les données le voient en partie.",
            "verdict_en": "The data see it in part.",
        }
    other = labels[verdict.confused_with]
    return {
        "verdict_fr": f"Les données le voient en partie, mêlé à : {other[0].lower()}.",
        "verdict_en": f"The data see it in part, mixed with: {other[1].lower()}.",
    }


def _zones(results: Results) -> list[Json]:
    zones = results.inputs.zones
    return [
        {
            "code": zones.code[i],
            "name": zones.name[i],
            "inside": bool(zones.inside[i]),
            "longitude": round(float(zones.longitude[i]), 5),
            "latitude": round(float(zones.latitude[i]), 5),
            **{f"{k}_t": v for k, v in _one(results.zones[WHOLE], i).items()},
        }
        for i in range(len(zones))
    ]


def _stations(results: Results) -> list[Json]:
    inputs = results.inputs
    counts = np.bincount(inputs.observations.sensor, minlength=len(inputs.sensors))
    rows = []
    for index, (sensor, bias) in enumerate(
        zip(inputs.sensors, results.biases, strict=True)
    ):
        station = sensor.station
        row: Json = {
            "code": station.code,
            "name": station.name or station.code,
            "species": sensor.species,
            "unit": sensor.unit,
            "longitude": station.longitude,
            "latitude": station.latitude,
            "height_m": station.height,
            "instrument_class": station.instrument_class,
            "observations": int(counts[index]),
            "bias_ppm": round(bias.mean, 3),
            "bias_sd_ppm": round(bias.deviation, 3),
            "drift_ppm": round(bias.drift, 3),
            "drift_sd_ppm": round(bias.drift_deviation, 3),
            "flagged": bias.flagged,
        }
        is_main = sensor.species in MAIN_SPECIES
        if is_main and station.code in results.withheld:
            withheld = results.withheld[station.code]
            row["withheld"] = {
                "rmse_ppm": round(withheld.rmse, 3),
                "rmse_prior_ppm": round(withheld.rmse_prior, 3),
                "coverage_90": round(withheld.coverage, 3),
            }
        rows.append(row)
    return rows


def _diagnostics(results: Results) -> Json:
    posterior, found = results.estimate.posterior, results.innovations
    if not posterior.observations:
        return {
            "observations": 0,
            "unknowns": int(posterior.mean.size),
            "degrees_of_freedom_signal": 0.0,
            "gain_total": 0.0,
        }
    low, high = chi_square_interval(posterior.observations)
    white = found.whiteness_interval()
    return {
        "observations": posterior.observations,
        "unknowns": int(posterior.mean.size),
        "reduced_chi_square": round(posterior.reduced_chi_square, 4),
        "reduced_chi_square_interval": [round(low, 4), round(high, 4)],
        "degrees_of_freedom_signal": round(posterior.degrees_of_freedom, 1),
        "gain_total": round(results.gain, 3),
        "log_likelihood": round(posterior.log_likelihood, 2),
        "innovation_mean_ppm": round(float(np.mean(found.raw)), 3),
        "desroziers_ratio": round(
            desroziers_ratio(results.estimate.solved, results.estimate.data), 3
        ),
        "innovation_variance": round(found.variance, 3),
        "innovation_correlation": _finite(found.lag_correlation),
        "innovation_correlation_interval": [round(white.low, 3), round(white.high, 3)],
    }


def _finite(value: float) -> float | None:
    # JSON knows no NaN: a single observation has no correlation with the next.
    return round(value, 3) if np.isfinite(value) else None


def _daily(results: Results) -> Json:
    inputs = results.inputs
    first = np.datetime64(inputs.period.start.replace(tzinfo=None), "D")
    days = [str(first + index) for index in range(inputs.days)]
    total, *rest = (_columns(sums) for sums in results.daily)
    codes = [prior.sector.code for prior in inputs.sectors]
    return {
        "days": days,
        "total": total,
        "sectors": dict(zip(codes, rest, strict=True)),
    }


def _by_sector(inputs: ObservatoryInputs, sums: Totals) -> Json:
    codes = ["total", *(prior.sector.code for prior in inputs.sectors)]
    return {code: _one(sums, index) for index, code in enumerate(codes)}


def _columns(sums: Totals) -> Json:
    columns = {
        "prior": sums.prior,
        "prior_sd": sums.prior_deviation,
        "posterior": sums.posterior,
        "posterior_sd": sums.posterior_deviation,
    }
    if sums.truth is not None:
        columns["truth"] = sums.truth
    return {name: _rounded(values) for name, values in columns.items()}


def _one(sums: Totals, index: int) -> Json:
    return {name: values[index] for name, values in _columns(sums).items()}


def _rounded(values: Array) -> list[float]:
    return [round(float(value), 1) for value in values]


def _parameters(inputs: ObservatoryInputs) -> Json:
    budget, offsets = inputs.errors, inputs.background
    return {
        "declared_days": inputs.declared_days,
        "transport_ppm": [float(v) for v in budget.transport],
        "representativeness_ppm": budget.representativeness,
        "transport_correlation_hours": budget.correlation_hours,
        "transport_correlation_km": budget.correlation_length,
        "transport_common_share": budget.common_share,
        "transport_by_species": budget.species_scale,
        "background_deviation_ppm": list(offsets.deviation),
        "background_correlation_days": offsets.correlation_time,
        "sectors": {
            prior.sector.code: {
                "relative_uncertainty": prior.relative_uncertainty,
                "correlation_length_km": prior.correlation_length,
                "correlation_time_days": prior.correlation_time,
                "slow_share": prior.slow_share,
                "ratio_uncertainty": prior.ratio_uncertainty,
            }
            for prior in inputs.sectors
        },
    }
