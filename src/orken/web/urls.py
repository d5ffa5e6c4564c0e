from django.urls import path

from orken.web import views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("appearance/", views.appearance, name="appearance"),
]
