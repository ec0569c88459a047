"""Rows for policies: each finds one to show and one to hide, so that whoever tests it sees a difference."""
