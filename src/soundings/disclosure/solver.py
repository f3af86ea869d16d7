"""One set of sums, asked many questions: the HiGHS solver kept warm between them.

Whole numbers are exact where the answer is used: whoever calls checks what comes back in exact arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


class SolverError(Exception):
    """The solver stopped without an answer; nothing may pass on that ground."""


@dataclass(frozen=True)
class Answer:
    """The best value of what was asked, the unknowns that reach it, and the price of each row."""

    best: float
    values: Floats
    prices: Floats


class Program:
    """Unknowns from nought to ``most`` under rows of sums, to be minimised again and again.

    With ``whole`` the unknowns are whole numbers; ``rebound`` says that questions differ in their bounds rather than
    in their cost, which suits another method. Deterministic: one thread, the same questions in the same order
    give the same answers.
    """

    def __init__(
        self, rows: sparse.csr_array, *, most: float = np.inf, whole: bool = False, rebound: bool = False
    ) -> None:
        self._height, self._width = rows.shape
        table = rows.tocsr()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self._width, self._height
        program.col_cost_ = np.zeros(self._width)
        program.col_lower_ = np.zeros(self._width)
        program.col_upper_ = np.full(self._width, most)
        program.row_lower_ = np.full(self._height, -np.inf)
        program.row_upper_ = np.full(self._height, np.inf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = table.indptr.astype(np.int32)
        program.a_matrix_.index_ = table.indices.astype(np.int32)
        program.a_matrix_.value_ = table.data.astype(float)
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * self._width
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("random_seed", 0),
            ("simplex_strategy", 1 if rebound else 4),
        ):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(program)

    def bound(self, least: Floats, most: Floats) -> None:
        """Set what every row must lie between."""
        self._highs.changeRowsBounds(self._height, np.arange(self._height, dtype=np.int32), least, most)

    def bound_unknowns(self, most: Floats) -> None:
        """Set the most each unknown may be."""
        self._highs.changeColsBounds(self._width, np.arange(self._width, dtype=np.int32), np.zeros(self._width), most)

    def minimise(self, cost: Floats) -> Answer | None:
        """The least of ``cost`` times the unknowns; None where no unknowns satisfy the rows. Raises SolverError."""
        self._highs.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"the solver stopped: {self._highs.modelStatusToString(status)}")
        found = self._highs.getSolution()
        best = float(self._highs.getInfo().objective_function_value)
        return Answer(best, np.array(found.col_value), np.array(found.row_dual))
