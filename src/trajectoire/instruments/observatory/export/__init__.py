"""How the results of the observatory leave: JSON, CF NetCDF, CSV."""
