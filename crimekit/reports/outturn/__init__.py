"""Put the year together: recorded crime, the force's own figures, and what a report stated of them."""
