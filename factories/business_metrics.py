"""The figures the business looks at, a row a day and metric."""

import numpy as np

from seeding import TableFactory
from seeding.columns import Choice, Date, Derived, Integer, Json, Moment, Serial, SeriesDate, SeriesKey, SeriesValue
from seeding.columns.series import Series

METRICS = {
    "active_users": Series(1840, trend=1.6, weekly="weekdays", noise=0.04, drift=0.03),
    "sign_ups": Series(46, trend=1.8, weekly="weekdays", noise=0.18, drift=0.05),
    "revenue": Series(5400, trend=1.7, weekly="weekdays", noise=0.12, drift=0.04, digits=2),
    "churn_rate": Series(2.4, trend=0.92, noise=0.06, drift=0.05, high=100, digits=2),
    "response_time": Series(0.38, trend=0.95, weekly="weekdays", noise=0.08, drift=0.06, digits=3),
}
UNITS = {"revenue": ["currency"], "churn_rate": ["percent"], "response_time": ["seconds"]}


class BusinessMetricFactory(TableFactory):
    """Five metrics a day, ending yesterday."""

    class Meta:
        table = "public.business_metrics"
        exclude = ("open_since", "night")  # helpers, not columns

    id = Serial()
    metric_date = SeriesDate(series="metric_name")
    metric_name = SeriesKey(METRICS)
    metric_value = SeriesValue(METRICS)
    target_value = SeriesValue(METRICS, target=1.05, nulls=0.1)
    unit = Choice(UNITS, of="metric_name", default=["count"])
    open_since = Date(since="-3d", until="-3d")
    is_final = Derived(lambda day, since: day < since, "metric_date", "open_since")
    dimensions = Json({"source": Choice({"warehouse": 8, "import": 1}), "version": 2})
    night = Integer(26 * 3600, 27 * 3600)  # the next night between two and three, in seconds of the day
    created_at = Derived(lambda day, second: day + second * np.timedelta64(1, "s"), "metric_date", "night")
    updated_at = Moment(after="created_at", within="3d", same=0.7)
