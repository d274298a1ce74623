"""A city's CO2, day by day and sector by sector."""
