"""What believable rows look like, one file a table; profiles say how many and where."""
