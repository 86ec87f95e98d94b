from django.urls import include, path

from . import exports, imports, library, making, proposals, templates, versions

urlpatterns = [
    path("imports/", imports.Imports.as_view()),
    path("imports/<int:import_id>/", imports.ImportDetail.as_view()),
    path("imports/<int:import_id>/apply/", imports.ApplyImport.as_view()),
    path("launch-types/", templates.LaunchTypes.as_view()),
    path("templates/", templates.Templates.as_view()),
    path("templates/<int:template_id>/", templates.TemplateDetail.as_view()),
    path("templates/<int:template_id>/draft/", include("checklists.api.draft_urls")),
    path("templates/<int:template_id>/export/", exports.TemplateExport.as_view()),
    path("templates/<int:template_id>/change/", making.ChangeTemplate.as_view()),
    path("templates/<int:template_id>/archive/", making.ArchiveTemplate.as_view()),
    path("templates/<int:template_id>/unarchive/", making.UnarchiveTemplate.as_view()),
    path("templates/<int:template_id>/duplicate/", making.DuplicateTemplate.as_view()),
    path("templates/<int:template_id>/versions/", versions.Versions.as_view()),
    path("templates/<int:template_id>/versions/<int:number>/restore/", versions.Restore.as_view()),
    path("templates/<int:template_id>/compare/", versions.Compare.as_view()),
    path("templates/<int:template_id>/publish/", versions.Publish.as_view()),
    path("templates/<int:template_id>/edition/", library.FetchEdition.as_view()),
    path("templates/<int:template_id>/proposals/", proposals.Proposals.as_view()),
    path("proposals/<int:proposal_id>/accept/", proposals.Accept.as_view()),
    path("proposals/<int:proposal_id>/merge/", proposals.Merge.as_view()),
    path("proposals/<int:proposal_id>/decline/", proposals.Decline.as_view()),
    path("library/", library.Library.as_view()),
    path("library/<slug:slug>/", library.LibraryDetail.as_view()),
    path("library/<slug:slug>/use/", library.UseTemplate.as_view()),
]
