"""How close rows made from a pattern file come to the rows it was learned from, judged by SDMetrics."""
