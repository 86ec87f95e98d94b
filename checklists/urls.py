from django.urls import include, path

from .views import export, gallery, imports, making, proposals, templates, versions

app_name = "checklists"

TEMPLATE = "<int:template_id>/"
PROPOSAL = TEMPLATE + "proposals/<int:proposal_id>/"

urlpatterns = [
    path("", gallery.template_list, name="template-list"),
    path("new/", making.template_new, name="template-new"),
    path("library/<slug:slug>/", gallery.library_detail, name="library-detail"),
    path("library/<slug:slug>/use/", gallery.library_use, name="library-use"),
    path("import/", imports.import_new, name="import-new"),
    path("import/<int:import_id>/", imports.import_detail, name="import-detail"),
    path("import/<int:import_id>/map/", imports.import_map, name="import-map"),
    path("import/<int:import_id>/apply/", imports.import_apply, name="import-apply"),
    path("<int:template_id>/", templates.template_detail, name="template-detail"),
    path("<int:template_id>/draft/", include("checklists.draft_urls")),
    path("<int:template_id>/export/", export.template_export, name="template-export"),
    path(TEMPLATE + "change/", making.template_change, name="template-change"),
    path(TEMPLATE + "duplicate/", making.template_duplicate, name="template-duplicate"),
    path(TEMPLATE + "archive/", making.template_archive, name="template-archive"),
    path(TEMPLATE + "unarchive/", making.template_unarchive, name="template-unarchive"),
    path(TEMPLATE + "versions/", versions.version_list, name="version-list"),
    path(TEMPLATE + "versions/<int:number>/restore/", versions.version_restore, name="version-restore"),
    path(TEMPLATE + "compare/", versions.version_compare, name="version-compare"),
    path(TEMPLATE + "publish/", versions.draft_publish, name="draft-publish"),
    path(TEMPLATE + "edition/", gallery.edition_fetch, name="edition-fetch"),
    path(TEMPLATE + "proposals/", proposals.proposal_list, name="proposal-list"),
    path(TEMPLATE + "proposals/new/", proposals.proposal_new, name="proposal-new"),
    path(PROPOSAL, proposals.proposal_detail, name="proposal-detail"),
    path(PROPOSAL + "accept/", proposals.proposal_accept, name="proposal-accept"),
    path(PROPOSAL + "merge/", proposals.proposal_merge, name="proposal-merge"),
    path(PROPOSAL + "decline/", proposals.proposal_decline, name="proposal-decline"),
]
