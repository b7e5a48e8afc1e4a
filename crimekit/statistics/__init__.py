"""The statistics: rates, trends, benchmarks, surveys, projections; frame or numbers in, frame or value out."""
