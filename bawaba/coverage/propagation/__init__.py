"""How far a cell reaches: 3GPP TR 38.901 path loss, entry loss, link budgets and radii. Numpy alone."""
