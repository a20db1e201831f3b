"""The addresses of the pages. Each view is marked with what it shows (`access.py`)."""

from __future__ import annotations

from django.urls import path

from pejl.delivery.web.views import (
    burden,
    catalogue,
    data_quality,
    people,
    reconciliation,
    rejects,
    reports,
    session,
    start,
    trace,
    versions,
    words,
    worklist,
)

urlpatterns = [
    path("", start.start_page, name="start"),
    path("log-ind/", session.login_page, name="login"),
    path("log-ud/", session.logout_page, name="logout"),
    path("adgangskode/", session.password_page, name="password"),
    path("sundhed/", session.health, name="health"),
    path("rapporter/<slug:deliverable_id>/", reports.report_chosen, name="report_chosen"),
    path("rapporter/<slug:deliverable_id>/<str:period_text>/", reports.report_page, name="report"),
    path(
        "rapporter/<slug:deliverable_id>/<str:period_text>/hent.<slug:ending>",
        reports.report_file,
        name="report_file",
    ),
    path("spor/<slug:indicator>/<str:period_text>/", trace.trace_page, name="trace"),
    path("spor/<str:day>/<path:file>/linje/<int:line>/", trace.line_page, name="line"),
    path("arbejdsliste/", worklist.worklist_page, name="worklist"),
    path("arbejdsliste/handling/", worklist.worklist_act, name="worklist_act"),
    path("arbejdsliste/fortryd/<int:batch>/", worklist.worklist_undo, name="worklist_undo"),
    path("arbejdsliste/mail/", worklist.digest_page, name="digest"),
    path("arbejdsliste/fund/<slug:finding_id>/", worklist.finding_page, name="finding"),
    path("afstemning/", reconciliation.reconciliation_page, name="reconciliation"),
    path("afstemning/hent.csv", reconciliation.reconciliation_file, name="reconciliation_file"),
    path("afstemning/handling/", reconciliation.reconciliation_act, name="reconciliation_act"),
    path(
        "afstemning/forskel/<slug:difference_id>/",
        reconciliation.difference_page,
        name="difference",
    ),
    path("datakvalitet/", data_quality.quality_page, name="quality"),
    path("afviste/", rejects.rejects_page, name="rejects"),
    path("afviste/hent.csv", rejects.rejects_file, name="rejects_file"),
    path("versioner/", versions.versions_page, name="versions"),
    path("katalog/", catalogue.catalogue_page, name="catalogue"),
    path("katalog/registreringer/", burden.burden_page, name="burden"),
    path("katalog/<slug:slug>/<path:item_id>/", catalogue.catalogue_item, name="catalogue_item"),
    path("indikatorer/", words.definitions_page, name="definitions"),
    path("indikatorer/<slug:indicator>/", words.definition_page, name="definition"),
    path("hvem-ser-hvad/", words.roles_page, name="roles"),
    path("vejledning/", words.help_page, name="help"),
    path("brugere/", people.people_page, name="people"),
    path("brugere/ny/", people.person_new, name="person_new"),
    path("brugere/<str:username>/rolle/", people.role_new, name="role_new"),
    path("brugere/<str:username>/adgangskode/", people.person_password, name="person_password"),
    path("brugere/<str:username>/konto/", people.person_active, name="person_active"),
    path("brugere/rolle/<int:number>/slut/", people.role_end, name="role_end"),
]
