"""Doors of moderation inside a community, under ``/c/<community>/``."""

from django.urls import path

from moderation.views import aftercare, care, desk, duty, hours, reports

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/duty/", duty.duty_page, name="duty"),
    path("desk/duty/<int:turn>/remove/", duty.remove_turn, name="remove_turn"),
    path("desk/drills/", duty.drills_page, name="drills"),
    path("desk/appeals/", aftercare.appeals_page, name="appeals"),
    path("desk/appeals/<str:appeal>/", aftercare.appeal_decision, name="appeal_decision"),
    path("desk/checks/", aftercare.checks_page, name="checks"),
    path("desk/checks/<int:check>/", aftercare.note_check, name="note_check"),
    path("care/<str:kind>/<str:public_id>/", care.care, name="care"),
    path("appeal/<str:kind>/<str:public_id>/", care.appeal, name="appeal"),
    path("desk/<str:case>/", desk.case_page, name="case"),
    path("desk/<str:case>/about/", desk.mark_about, name="mark_about"),
    path("desk/<str:case>/severity/", desk.set_severity, name="set_severity"),
    path("desk/<str:case>/answer/", duty.answer_call, name="answer_call"),
    path("reports/", reports.my_reports, name="reports"),
    path("report/<str:kind>/<str:public_id>/", reports.report, name="report"),
    path("people/hours/", hours.hours_page, name="hours"),
    path("people/hours/add/", hours.add_shift, name="add_shift"),
    path("people/hours/<int:shift>/remove/", hours.remove_shift, name="remove_shift"),
    path("people/holidays/add/", hours.add_holiday, name="add_holiday"),
    path("people/holidays/<int:holiday>/remove/", hours.remove_holiday, name="remove_holiday"),
]
