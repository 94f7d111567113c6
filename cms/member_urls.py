"""Doors of the façade inside a community: the members' home, and the pictures of its pages."""

from django.urls import path

from cms.views import home, pictures

urlpatterns = [
    path("", home.community_home, name="community_home"),
    path("pictures/", pictures.picture_list, name="pictures"),
    path("pictures/<int:picture>/", pictures.picture_people, name="picture_people"),
    path("pictures/<int:picture>/file/", pictures.picture_file, name="picture_file"),
]
