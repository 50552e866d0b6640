"""The rules of a road map, for those who edit it: what is needed comes first, and the limits hold."""

from collections.abc import Mapping, Sequence

from bawaba.maturity.roadmaps.programme import Item, Limits

CENT = 0.01


def broken_rules(items: Sequence[Item], waves: Mapping[int, int], limits: Limits) -> list[str]:
    """Return what a choice breaks: `requires a b` (places), `budget t`, `days t` (waves from 0); none if it keeps all."""
    found = [
        f"requires {place} {needed}"
        for place, wave in sorted(waves.items())
        for needed in items[place].requires
        if waves.get(needed, limits.waves) > wave
    ]
    money = _used([item.cost_mad for item in items], waves, limits.waves)
    days = _used([item.days for item in items], waves, limits.waves)
    found += _over("budget", money, limits.budget_mad, limits.wave_budget_mad)
    found += _over("days", days, limits.days, limits.wave_days)
    return found


def _used(uses: Sequence[float], waves: Mapping[int, int], count: int) -> list[float]:
    return [sum(uses[place] for place, wave in waves.items() if wave == one) for one in range(count)]


def _over(name: str, used: Sequence[float], whole: float | None, of_a_wave: float | None) -> list[str]:
    found = []
    for wave, amount in enumerate(used):
        until = sum(used[: wave + 1])
        over_part = (
            whole is not None
            and (of_a_wave is None or wave == len(used) - 1)
            and until > whole * (wave + 1) / len(used) + CENT
        )
        if over_part or (of_a_wave is not None and amount > of_a_wave + CENT):
            found.append(f"{name} {wave}")
    return found
