"""Elections by instant run-off as they were published: what any count of them must come to."""

from dataclasses import dataclass

from benchmarks.tallies import ReferenceRound

Kinds = tuple[tuple[int, tuple[int, ...]], ...]  # how many ballots with which ranking

MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = 1, 2, 3, 4
WRIGHT, KISS, MONTROLL = 1, 2, 3
PELTOLA, PALIN, BEGICH = 1, 2, 3


@dataclass(frozen=True)
class Published:
    """Ballots by kind, the rounds, and who won."""

    name: str
    options: int
    kinds: Kinds
    rounds: tuple[ReferenceRound, ...]
    winner: int

    def __str__(self) -> str:
        """The name, for lists of tests."""
        return self.name


# Wikipedia's example of the method, "Instant-runoff voting": in percent.
TENNESSEE = Published(
    "the capital of Tennessee",
    4,
    (
        (42, (MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE)),
        (26, (NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS)),
        (15, (CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS)),
        (17, (KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS)),
    ),
    (
        ReferenceRound((42, 26, 15, 17), 0, frozenset({CHATTANOOGA})),
        ReferenceRound((42, 26, 0, 32), 0, frozenset({NASHVILLE})),
        ReferenceRound((42, 0, 0, 58), 0),
    ),
    KNOXVILLE,
)

# The mayor of Burlington, Vermont, by the last three: Wright led, Kiss won, Montroll went out.
BURLINGTON = Published(
    "Burlington 2009",
    3,
    (
        (1_332, (MONTROLL, KISS, WRIGHT)),
        (767, (MONTROLL, WRIGHT, KISS)),
        (455, (MONTROLL,)),
        (2_043, (KISS, MONTROLL, WRIGHT)),
        (371, (KISS, WRIGHT, MONTROLL)),
        (568, (KISS,)),
        (1_513, (WRIGHT, MONTROLL, KISS)),
        (495, (WRIGHT, KISS, MONTROLL)),
        (1_289, (WRIGHT,)),
    ),
    (
        ReferenceRound((3_297, 2_982, 2_554), 0, frozenset({MONTROLL})),
        ReferenceRound((4_064, 4_314, 0), 455),
    ),
    KISS,
)

# The House seat of Alaska, 16 August 2022, as certified: Begich's ballots made Peltola the winner.
ALASKA = Published(
    "Alaska 2022",
    3,
    (
        (47_407, (PELTOLA, BEGICH, PALIN)),
        (4_645, (PELTOLA, PALIN, BEGICH)),
        (23_747, (PELTOLA,)),
        (34_049, (PALIN, BEGICH, PELTOLA)),
        (3_652, (PALIN, PELTOLA, BEGICH)),
        (21_272, (PALIN,)),
        (27_053, (BEGICH, PALIN, PELTOLA)),
        (15_467, (BEGICH, PELTOLA, PALIN)),
        (11_290, (BEGICH,)),
    ),
    (
        ReferenceRound((75_799, 58_973, 53_810), 0, frozenset({BEGICH})),
        ReferenceRound((91_266, 86_026, 0), 11_290),
    ),
    PELTOLA,
)

ELECTIONS = (TENNESSEE, BURLINGTON, ALASKA)
