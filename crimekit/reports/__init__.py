"""What figures become: the sections of the quarterly report, of the outturn and of the registers."""
