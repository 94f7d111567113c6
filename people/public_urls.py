"""Doors of people outside a community: joining, coming home, a forgotten password."""

from django.urls import path

from people.views import entrance, invitations, login_cards, notices, school_logins, shared_device, sign_ins

urlpatterns = [
    path("join/", entrance.join, name="join"),
    path("card/<str:card>/", login_cards.login_card, name="login_card"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("home/", entrance.home, name="home"),
    path("mail/off/<str:token>/", notices.mail_off, name="mail_off"),
    path("accounts/signed-in/", sign_ins.sign_in_list, name="sign_ins"),
    path("accounts/school/", school_logins.school_login, name="school_login"),
    path("accounts/school/back/", school_logins.school_login_back, name="school_login_back"),
    path("accounts/shared-device/here/", shared_device.here, name="shared_device_here"),
    path("accounts/shared-device/over/", shared_device.over, name="shared_device_over"),
    path("accounts/one-use-code/", entrance.one_use_code, name="one_use_code"),
]
