"""What a person sees of their requests: /fr/requests/…."""

from django.urls import URLPattern, path

from bawaba.casework.views.people import acting, correcting, following, notices, pages

urlpatterns: list[URLPattern] = [
    path("requests/", pages.requests, name="requests"),
    path("requests/follow", following.follow, name="follow"),
    path("requests/follow/<str:number>/<str:code>", following.follow_link, name="follow-link"),
    path("notices/", notices.inbox, name="notices"),
    path("notices/choices", notices.choices, name="notice-choices"),
    path("notices/<int:number>", notices.notice, name="notice"),
    path("notices/stop/<str:token>", notices.stop, name="stop-writing"),
    path("notices/unsubscribe/<str:token>", notices.end, name="unsubscribe"),
    path("requests/<str:case>/", pages.tracking, name="tracking"),
    path("requests/<str:case>/messages", acting.write, name="message"),
    path("requests/<str:case>/uploads", acting.upload, name="message-uploads"),
    path("requests/<str:case>/uploads/<str:upload>", acting.upload, name="message-upload"),
    path("requests/<str:case>/correction", correcting.correction, name="correction"),
    path("requests/<str:case>/correction/uploads/<str:field>", correcting.upload, name="correction-uploads"),
    path(
        "requests/<str:case>/correction/uploads/<str:field>/<str:upload>",
        correcting.upload,
        name="correction-upload",
    ),
    path("requests/<str:case>/reply-address", acting.reply_address, name="reply-address"),
    path("requests/<str:case>/withdraw", acting.withdraw, name="withdraw"),
    path("requests/<str:case>/appeal", acting.appeal, name="appeal"),
    path("requests/<str:case>/rating", acting.rate, name="rate"),
    path("requests/<str:case>/complaint", acting.complain, name="complain"),
    path("requests/<str:case>/complaint/<str:complaint>/withdraw", acting.take_back, name="take-back"),
]
