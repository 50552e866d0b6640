"""Pure computations of the search room: analysis, scores, spelling, packing."""
