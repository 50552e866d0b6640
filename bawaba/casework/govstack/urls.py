"""The addresses of the building block's API, under the root that serves it."""

from django.urls import path

from bawaba.casework.govstack import doors
from bawaba.casework.govstack.doors import answers

urlpatterns = [
    path("services", answers(get=doors.list_services)),
    path("services/<str:service>", answers(get=doors.find_service)),
    path("services/<str:service>/eForms", answers(get=doors.list_eforms)),
    path("services/<str:service>/applications", answers(post=doors.submit_application)),
    path("eForms/<str:eform>", answers(get=doors.find_eform)),
    path("documents", answers(post=doors.upload_documents)),
    path("applications", answers(get=doors.list_files)),
    path("applications/<str:file>", answers(get=doors.find_file, put=doors.update_application)),
    path("tasks", answers(get=doors.list_tasks)),
    path("tasks/<str:task>", answers(get=doors.find_task, post=doors.refuse_task)),
    path("tasks/<str:task>/complete", answers(post=doors.complete_task)),
    path("data/statistics", answers(get=doors.count_cases)),
    path("data/statistics/1.0", answers(get=doors.count_cases)),
    path("", doors.nothing_here),
    path("<path:rest>", doors.nothing_here),
]
