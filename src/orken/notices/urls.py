from django.urls import path

from orken.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/<reference:reference>/", views.notice, name="notice"),
    path("demo/outbox/", views.demo_outbox, name="demo_outbox"),
]
