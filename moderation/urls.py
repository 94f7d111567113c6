"""Doors of moderation inside a community, under ``/c/<community>/``."""

from django.urls import path

from moderation.views import desk, hours, reports

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<str:case>/", desk.case_page, name="case"),
    path("desk/<str:case>/about/", desk.mark_about, name="mark_about"),
    path("reports/", reports.my_reports, name="reports"),
    path("report/<str:kind>/<str:public_id>/", reports.report, name="report"),
    path("people/hours/", hours.hours_page, name="hours"),
    path("people/hours/add/", hours.add_shift, name="add_shift"),
    path("people/hours/<int:shift>/remove/", hours.remove_shift, name="remove_shift"),
    path("people/holidays/add/", hours.add_holiday, name="add_holiday"),
    path("people/holidays/<int:holiday>/remove/", hours.remove_holiday, name="remove_holiday"),
]
