"""English as it is read in France: the day before the month, weeks from Monday."""

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y"]
DATETIME_INPUT_FORMATS = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"]
FIRST_DAY_OF_WEEK = 1
