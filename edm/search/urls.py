from django.urls import path

from edm.search.views import StaffSearchView

app_name = "staff_search"
urlpatterns = [path("", StaffSearchView.as_view(), name="results")]
