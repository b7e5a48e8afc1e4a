"""What an analyst calls: files to tidy frames, and the statistics on frames and series with dates."""
