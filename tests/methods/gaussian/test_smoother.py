"""The posterior on paper, against the textbook, and by its laws."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.methods.gaussian.chain import Chain, DayData, no_data
from trajectoire.methods.gaussian.smoother import cheaper_form, smooth

FORMS = ["information", "dual"]
eased = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def walk(days: int, transition: float = 1.0) -> Chain:
    return Chain(np.array([transition]), np.eye(1), np.eye(1), days)


def one(residual: float, today: float = 1.0, yesterday: float | None = None) -> DayData:
    eve = None if yesterday is None else np.array([[yesterday]])
    return DayData(np.array([residual]), np.array([[today]]), eve, np.eye(1))


@pytest.mark.parametrize("form", FORMS)
def test_one_number_seen_once(form: str) -> None:
    # prior variance 4, R = 1: S = 5, gain 4/5; mean 0.8 x 5; variance 4 - 16/5
    chain = Chain(np.ones(1), np.array([[4.0]]), np.eye(1), 1)
    posterior = smooth(chain, [one(5.0)], form)
    assert posterior.mean == pytest.approx(np.array([[4.0]]))
    assert posterior.covariance == pytest.approx(np.array([[[0.8]]]))
    assert posterior.misfit == pytest.approx(5.0)  # 25 / 5
    assert posterior.degrees_of_freedom == pytest.approx(0.8)  # 1 - 0.8 / 4
    expected = -0.5 * (np.log(2 * np.pi) + np.log(5) + 5)
    assert posterior.log_likelihood == pytest.approx(expected)


@pytest.mark.parametrize("form", FORMS)
def test_a_walk_seen_on_its_second_day(form: str) -> None:
    # var x1 = 2, S = 3, r = 3: means 1 and 2; variances 1 - 1/3 and 2 - 4/3;
    # covariance 1 - 2/3, so the sum has variance 2/3 + 2/3 + 2/3 = 2
    posterior = smooth(walk(2), [no_data(1), one(3.0)], form)
    assert posterior.mean == pytest.approx(np.array([[1.0], [2.0]]))
    assert posterior.deviation**2 == pytest.approx(np.array([[2 / 3], [2 / 3]]))
    total = posterior.aggregate(np.ones((1, 2, 1)))
    assert total.mean == pytest.approx(np.array([3.0]))
    assert total.covariance == pytest.approx(np.array([[2.0]]))


@pytest.mark.parametrize("form", FORMS)
def test_air_of_the_eve_tells_of_the_eve(form: str) -> None:
    # day 1 sees only x0: mean 2 x 1/2 = 1, variance 1/2; x1 remembers half of it:
    # mean 1/2, variance 1/4 x 1/2 + 1 = 1.125
    data = [no_data(1), one(2.0, today=0.0, yesterday=1.0)]
    posterior = smooth(walk(2, 0.5), data, form)
    assert posterior.mean == pytest.approx(np.array([[1.0], [0.5]]))
    assert posterior.deviation**2 == pytest.approx(np.array([[0.5], [1.125]]))


@pytest.mark.parametrize("form", FORMS)
@given(
    seed=st.integers(0, 10_000),
    counts=st.lists(st.integers(0, 6), min_size=1, max_size=7),
)
@eased
def test_it_is_the_textbook_answer(
    network: Callable, textbook: Callable, form: str, seed: int, counts: list[int]
) -> None:
    chain, data = network(seed, counts)
    book, posterior = textbook(chain, data), smooth(chain, data, form)
    days, unknowns = posterior.mean.shape
    close = {"rel": 1e-8, "abs": 1e-9}
    assert posterior.mean.ravel() == pytest.approx(book.mean, **close)
    blocks = book.covariance.reshape(days, unknowns, days, unknowns)
    for day in range(days):
        assert posterior.covariance[day] == pytest.approx(blocks[day, :, day], **close)
    weights = np.random.default_rng(seed).normal(size=(3, days, unknowns))
    weights[1, : days // 2] = 0
    sums = weights.reshape(3, -1)
    aggregate = posterior.aggregate(weights)
    assert aggregate.mean == pytest.approx(sums @ book.mean, **close)
    expected = sums @ book.covariance @ sums.T
    assert aggregate.covariance == pytest.approx(expected, **close)
    kernel = book.gain @ book.operator
    assert posterior.degrees_of_freedom == pytest.approx(np.trace(kernel), abs=1e-8)
    misfit = book.residual @ np.linalg.solve(book.total, book.residual)
    assert posterior.misfit == pytest.approx(misfit, **close)
    logs = len(book.total) * np.log(2 * np.pi) + np.linalg.slogdet(book.total)[1]
    assert posterior.log_likelihood == pytest.approx(-0.5 * (logs + misfit), **close)


@pytest.mark.parametrize("form", FORMS)
def test_no_data_at_all_leaves_the_prior(network: Callable, form: str) -> None:
    chain, _ = network(0)
    posterior = smooth(chain, [no_data(5)] * 7, form)
    assert not posterior.mean.any()
    assert posterior.covariance == pytest.approx(chain.covariances(), rel=1e-9)
    assert posterior.degrees_of_freedom == pytest.approx(0.0, abs=1e-9)
    assert (posterior.misfit, posterior.log_likelihood) == pytest.approx((0, 0))
    assert np.isnan(posterior.reduced_chi_square)


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_observations_changes_nothing(
    network: Callable, form: str
) -> None:
    chain, data = network(3)
    turned = []
    for item in data:
        back = slice(None, None, -1)
        eve = None if item.yesterday is None else item.yesterday[back]
        errors = item.covariance[back, back]
        turned.append(DayData(item.residual[back], item.today[back], eve, errors))
    before, after = smooth(chain, data, form), smooth(chain, turned, form)
    assert after.mean == pytest.approx(before.mean, rel=1e-9, abs=1e-12)
    assert after.log_likelihood == pytest.approx(before.log_likelihood)


def test_more_data_never_widen_an_interval(network: Callable) -> None:
    chain, data = network(4)
    fewer = [replace(item) for item in data]
    fewer[2] = no_data(5)
    wide, narrow = smooth(chain, fewer).deviation, smooth(chain, data).deviation
    assert np.all(narrow <= wide + 1e-12)


def test_the_unit_of_the_observations_changes_nothing(network: Callable) -> None:
    chain, data = network(5)
    scaled = [
        DayData(
            1000 * item.residual,
            1000 * item.today,
            None if item.yesterday is None else 1000 * item.yesterday,
            1e6 * item.covariance,
        )
        for item in data
    ]
    before, after = smooth(chain, data), smooth(chain, scaled)
    assert after.mean == pytest.approx(before.mean, rel=1e-8, abs=1e-12)
    assert after.misfit == pytest.approx(before.misfit)


def test_the_cheaper_form_follows_the_number_of_observations(network: Callable) -> None:
    assert cheaper_form(*network(0, [2, 2, 2])) == "dual"
    assert cheaper_form(*network(0, [3, 3, 3])) == "information"


def test_an_unknown_form_is_refused(network: Callable) -> None:
    with pytest.raises(ValueError, match="auto, information or dual, found 'best'"):
        smooth(*network(0), form="best")


@pytest.mark.parametrize("form", FORMS)
def test_all_the_faults_of_all_the_days_come_at_once(
    network: Callable, form: str
) -> None:
    chain, data = network(0)
    data[0] = replace(data[0], yesterday=data[0].today)
    data[2] = replace(data[2], covariance=-np.eye(6))
    data[3] = replace(data[3], residual=np.full(3, np.nan))
    data[4] = replace(data[4], today=np.zeros((5, 4)))
    with pytest.raises(InputError) as refusal:
        smooth(chain, data[:-1], form)
    message = str(refusal.value)
    assert len(refusal.value.faults) == 5
    assert "expected 7 days of data, found 6" in message
    assert "“yesterday”: expected no eve on the first day" in message
    assert "“day 2, covariance”: expected a positive definite covariance" in message
    assert "eigenvalues from -1 to -1" in message
    assert "“day 3, residual”: expected finite values, found 3 missing" in message
    assert "“day 4, today”: expected size (5, 5), found (5, 4)" in message


def test_intervals_hold_the_truth_as_often_as_they_say(network: Callable) -> None:
    from trajectoire.methods.gaussian.draws import draw_errors, draw_prior

    generator = np.random.default_rng(20260105)
    chain, data = network(6)
    inside, misfit = [], 0.0
    for truth in draw_prior(chain, generator, 200):
        seen = []
        for day, item in enumerate(data):
            values = (
                item.today @ truth[day] + draw_errors(item.covariance, generator)[0]
            )
            if item.yesterday is not None:
                values += item.yesterday @ truth[day - 1]
            seen.append(replace(item, residual=values))
        posterior = smooth(chain, seen)
        inside.append(np.abs(truth - posterior.mean) <= 1.645 * posterior.deviation)
        misfit += posterior.misfit
    assert 0.87 <= np.mean(inside) <= 0.93
    # 200 x 21 observations: chi-square over its degrees has a deviation of 2.2 %
    assert misfit / (200 * 21) == pytest.approx(1.0, abs=0.066)
