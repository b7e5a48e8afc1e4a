"""Sentences, headlines and alternative texts, written from the figures."""
