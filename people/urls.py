"""Doors of people inside a community, under ``/c/<community>/``."""

from django.urls import path

from people.views import family, guardians, join_codes, members, notices, policy

urlpatterns = [
    path("family/", family.family, name="family"),
    path("family/<str:tie>/", family.family_child, name="family_child"),
    path("my-yes/", family.assent, name="assent"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/wishes/", notices.notice_wishes, name="notice_wishes"),
    path("people/", members.member_list, name="people"),
    path("people/add/", members.add_member, name="add_member"),
    path("people/codes/", join_codes.join_codes, name="join_codes"),
    path("people/codes/<str:code>/", join_codes.join_code, name="join_code"),
    path("people/codes/<str:code>/picture.svg", join_codes.join_code_picture, name="join_code_picture"),
    path("people/codes/<str:code>/cards.pdf", join_codes.join_code_cards, name="join_code_cards"),
    path("people/codes/<str:code>/stop/", join_codes.revoke_join_code, name="revoke_join_code"),
    path("people/policy/", policy.policy_page, name="policy"),
    path("people/<str:member>/", members.member_page, name="member"),
    path("people/<str:member>/role/", members.grant_role, name="grant_role"),
    path("people/<str:member>/role/end/", members.end_role, name="end_role"),
    path("people/<str:member>/band/", members.set_band, name="set_band"),
    path("people/<str:member>/consent/", members.record_consent, name="record_consent"),
    path("people/<str:member>/consent/ask/", guardians.ask_consent, name="ask_consent"),
    path("people/<str:member>/consent/withdraw/", members.withdraw_consent, name="withdraw_consent"),
    path("people/<str:member>/check/", members.record_clearance, name="record_clearance"),
    path("people/<str:member>/check/end/", members.end_clearances, name="end_clearances"),
    path("people/<str:member>/address/", members.record_address, name="record_address"),
    path("people/<str:member>/birth/", guardians.member_birth, name="member_birth"),
    path("people/<str:member>/family/", guardians.member_family, name="member_family"),
    path("people/<str:member>/family/<str:tie>/", guardians.member_tie, name="member_tie"),
    path("people/<str:member>/end/", members.end_membership, name="end_membership"),
    path("people/<str:member>/reopen/", members.reopen_membership, name="reopen_membership"),
    path("people/<str:member>/one-use-code/", members.issue_code, name="issue_code"),
    path("people/<str:member>/second-key/", members.reset_second_factor, name="reset_second_factor"),
]
