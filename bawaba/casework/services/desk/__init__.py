"""What agents and supervisors do at their desks. Each write is atomic and leaves one audit row."""

from bawaba.casework.services.desk.assigning import assign_case, set_load, share_cases
from bawaba.casework.services.desk.batches import run_batch
from bawaba.casework.services.desk.figures import rebuild_figures
from bawaba.casework.services.desk.filters import forget_filter, save_filter
from bawaba.casework.services.desk.labels import label_case, save_label, unlabel_case
from bawaba.casework.services.desk.notes import add_note
from bawaba.casework.services.desk.opening import open_at_desk
from bawaba.casework.services.desk.replies import forget_reply, save_reply
from bawaba.casework.services.desk.searching import index_case, rebuild_words
from bawaba.casework.services.holding import release_lock, take_over

__all__ = [
    "add_note",
    "assign_case",
    "forget_filter",
    "forget_reply",
    "index_case",
    "label_case",
    "open_at_desk",
    "rebuild_figures",
    "rebuild_words",
    "release_lock",
    "run_batch",
    "save_filter",
    "save_label",
    "save_reply",
    "set_load",
    "share_cases",
    "take_over",
    "unlabel_case",
]
