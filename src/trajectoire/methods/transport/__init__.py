"""From the ground to the sensor: what air in motion does to an emission."""
