"""Writes of coverage: imports, targets, scenarios, challenges."""

from bawaba.coverage.services.alarming import choose_mails, end_alarms, tell_alarms
from bawaba.coverage.services.areas import import_areas
from bawaba.coverage.services.arriving import Sending, bring_in, send_figures
from bawaba.coverage.services.challenges import (
    Claim,
    answer_challenge,
    decide_challenge,
    erase_old_contacts,
    may_answer,
    may_decide,
    open_challenge,
    withdraw_challenge,
)
from bawaba.coverage.services.country import name_country
from bawaba.coverage.services.facts import import_declared, import_measured, import_sites
from bawaba.coverage.services.following import Follower
from bawaba.coverage.services.layers import may_import
from bawaba.coverage.services.people import import_people
from bawaba.coverage.services.planning import draft_plan, run_plan, solve_plan, stop_plan
from bawaba.coverage.services.reminding import send_reminders
from bawaba.coverage.services.scenarios import keep_scenario
from bawaba.coverage.services.shipped import load_shipped, name_country_from
from bawaba.coverage.services.targets import add_stadium_days, add_target_set

__all__ = [
    "Claim",
    "Follower",
    "Sending",
    "add_stadium_days",
    "add_target_set",
    "answer_challenge",
    "bring_in",
    "choose_mails",
    "decide_challenge",
    "draft_plan",
    "end_alarms",
    "erase_old_contacts",
    "import_areas",
    "import_declared",
    "import_measured",
    "import_people",
    "import_sites",
    "keep_scenario",
    "load_shipped",
    "may_answer",
    "may_decide",
    "may_import",
    "name_country",
    "name_country_from",
    "open_challenge",
    "run_plan",
    "send_figures",
    "send_reminders",
    "solve_plan",
    "stop_plan",
    "tell_alarms",
    "withdraw_challenge",
]
