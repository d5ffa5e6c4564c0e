from django.urls import path

from orken.web import views
from orken.web.desk import batch_pages, page, view_pages, workload_pages

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", page.desk, name="desk"),
    path("desk/take/<reference:reference>/", page.take, name="take"),
    path("desk/views/", view_pages.save_view, name="save_view"),
    path("desk/views/<reference:reference>/", view_pages.saved_view, name="view"),
    path("desk/batches/", batch_pages.prepare, name="prepare_batch"),
    path("desk/batches/<reference:reference>/", batch_pages.batch, name="batch"),
    path("desk/workload/", workload_pages.workload, name="workload"),
    path("desk/workload/officers.csv", workload_pages.officers_csv, name="officers_csv"),
    path("desk/workload/durations.csv", workload_pages.durations_csv, name="durations_csv"),
    path("appearance/", views.appearance, name="appearance"),
]
