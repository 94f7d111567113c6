"""Doors to one's own data, and to what is kept how long, under ``/c/<community>/``."""

from django.urls import path

from people.views import privacy

urlpatterns = [
    path("my-data/", privacy.my_data, name="my_data"),
    path("my-data/copy/<str:copy>/", privacy.fetch_copy, name="fetch_copy"),
    path("my-data/erase/", privacy.erase_own, name="erase_own"),
    path("my-data/records/<str:about>/<str:record>/", privacy.record_statement, name="record_statement"),
    path("privacy/kept/", privacy.retention_table, name="retention"),
    path("people/<str:member>/data/", privacy.member_data, name="member_data"),
]
