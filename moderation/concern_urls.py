"""Doors of the log of concerns inside a community, under ``/c/<community>/``."""

from django.urls import path

from moderation.views import concern_files, concerns, looks, transfers, unmasking

urlpatterns = [
    path("concerns/", concerns.my_concerns, name="my_concerns"),
    path("concerns/raise/", concerns.raise_concern, name="raise_concern"),
    path("concerns/staff/", concerns.staff_concerns, name="staff_concerns"),
    path("concerns/low-level/", concerns.low_level_concerns, name="low_level_concerns"),
    path("concerns/agency/", concerns.reporting_agency, name="reporting_agency"),
    path("concerns/looks/", looks.who_looked, name="who_looked"),
    path("concerns/files/", concerns.concern_list, name="concerns"),
    path("concerns/files/<str:concern>/", concern_files.concern_page, name="concern"),
    path("concerns/files/<str:concern>/let-in/", concern_files.let_in, name="let_in"),
    path("concerns/files/<str:concern>/let-out/", concern_files.let_out, name="let_out"),
    path("concerns/files/<str:concern>/name/", concern_files.name_student, name="name_student"),
    path("concerns/files/<str:concern>/ask/", concern_files.ask_unmasking, name="ask_unmasking"),
    path("concerns/of/<str:member>/", concern_files.chronology, name="chronology"),
    path("concerns/names/", unmasking.unmasking_list, name="unmaskings"),
    path("concerns/names/<str:unmasking>/", unmasking.unmasking_page, name="unmasking"),
    path("concerns/packs/", transfers.pack_list, name="transfer_packs"),
    path("concerns/packs/<str:pack>/", transfers.pack_page, name="transfer_pack"),
    path("concerns/packs/<str:pack>/file/", transfers.pack_download, name="transfer_pack_file"),
]
