"""Taking over what a town already has: a CSV of its acts with a folder of PDF, or a SCDL CSV.

rows.py reads lines, records.py says what each means or what is wrong with it, run.py keeps it, once.
"""
