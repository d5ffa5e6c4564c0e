from django.urls import path

from orken.web import desk, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("appearance/", views.appearance, name="appearance"),
]
