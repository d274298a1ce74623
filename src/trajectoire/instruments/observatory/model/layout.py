"""Where each unknown stands in the state of a day.

A day holds, in this order: the deviation of each sector x zone; the slow mode of each
sector; the emission ratios of each species beside CO2; the background; one bias a
sensor.
"""

from dataclasses import dataclass

from trajectoire.instruments.observatory.inputs import ObservatoryInputs

MAIN_SPECIES = ("co2", "co2_flux", "ch4")


@dataclass(frozen=True)
class Layout:
    """The blocks of the state of a day.

    Parameters
    ----------
    sectors, zones
        Their numbers. [-]
    species
        Species beside the main one, whose emission ratios are unknown. [-]
    backgrounds, sensors
        Their numbers. [-]

    """

    sectors: int
    zones: int
    species: tuple[str, ...]
    backgrounds: int
    sensors: int

    @classmethod
    def of(cls, inputs: ObservatoryInputs) -> "Layout":
        """Read the layout off the inputs.

        Parameters
        ----------
        inputs
            What the inversion rests on. [-]

        Returns
        -------
        layout
            Where each unknown stands. [-]

        """
        others = {s.species for s in inputs.sensors} - set(MAIN_SPECIES)
        return cls(
            len(inputs.sectors),
            len(inputs.zones),
            tuple(sorted(others)),
            len(inputs.background.deviation),
            len(inputs.sensors),
        )

    @property
    def fast(self) -> slice:
        """Deviation of each sector x zone, from day to day. [-]"""
        return slice(0, self.sectors * self.zones)

    @property
    def slow(self) -> slice:
        """Slow mode of each sector. [-]"""
        return slice(self.fast.stop, self.fast.stop + self.sectors)

    @property
    def ratio(self) -> slice:
        """Deviation of the emission ratio of each species x sector. [-]"""
        return slice(self.slow.stop, self.slow.stop + self.sectors * len(self.species))

    @property
    def background(self) -> slice:
        """Background unknowns. [-]"""
        return slice(self.ratio.stop, self.ratio.stop + self.backgrounds)

    @property
    def bias(self) -> slice:
        """Bias of each sensor. [-]"""
        return slice(self.background.stop, self.background.stop + self.sensors)

    @property
    def unknowns(self) -> int:
        """Unknowns of a day. [-]"""
        return int(self.background.stop) + self.sensors
