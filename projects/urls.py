"""Pages of launches and their lines. Actions are POST-only addresses that end in their verb."""

from django.urls import path

from .views import (
    acts,
    as_of,
    bulk,
    calendar,
    calling,
    changing_answers,
    charts,
    displays,
    evidence,
    export,
    gate,
    history,
    history_files,
    inline,
    item,
    launch,
    launches,
    live,
    my_work,
    plan,
    plan_files,
    proposing,
    row_drawer,
    running,
    saved_views,
    start,
    sync,
    timeline,
    wall,
    welcome,
    year,
)
from .views.deeds import ACTS

app_name = "projects"

LAUNCH = "launches/<int:project_id>/"
PLAN = "launches/plan/"
PLANNED = PLAN + "<int:planned_id>/"
PLAN_FILE = PLAN + "import/<int:file_id>/"
ITEM = LAUNCH + "items/<int:item_id>/"

urlpatterns = [
    path("", my_work.my_work, name="my-work"),
    path("wall/", wall.wall, name="wall"),
    path("wall/<str:token>/", wall.display, name="display"),
    path("displays/", displays.display_list, name="display-list"),
    path("displays/make/", displays.display_make, name="display-make"),
    path("displays/<int:display_id>/revoke/", displays.display_revoke, name="display-revoke"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/templates/<slug:slug>/use/", welcome.welcome_template, name="welcome-template"),
    path("launches/", launches.project_list, name="project-list"),
    path("launches/start/", start.project_start, name="project-start"),
    path("launches/start/preview/", start.project_preview, name="project-preview"),
    path("launches/start/create/", start.project_create, name="project-create"),
    path("launches/views/save/", saved_views.view_save, name="view-save"),
    path("launches/views/<int:view_id>/delete/", saved_views.view_delete, name="view-delete"),
    path("launches/changes/confirm/", saved_views.look_confirm, name="look-confirm"),
    path("launches/calendar/", calendar.project_calendar, name="calendar"),
    path("launches/calendar/<int:year>/<int:month>/", calendar.project_calendar, name="calendar"),
    path("launches/timeline/", timeline.project_timeline, name="timeline"),
    path("launches/year/", year.project_year, name="year-now"),
    path("launches/year/<int:year>/", year.project_year, name="year"),
    path(PLAN + "add/", plan.planned_add, name="planned-add"),
    path(PLANNED + "change/", plan.planned_change, name="planned-change"),
    path(PLANNED + "remove/", plan.planned_remove, name="planned-remove"),
    path(PLAN + "import/", plan_files.plan_import, name="plan-import"),
    path(PLAN_FILE, plan_files.plan_import_detail, name="plan-import-detail"),
    path(PLAN_FILE + "map/", plan_files.plan_import_map, name="plan-import-map"),
    path(PLAN_FILE + "apply/", plan_files.plan_import_apply, name="plan-import-apply"),
    path("launches/sync/<int:template_id>/", sync.sync, name="sync"),
    path("launches/items/bulk/", bulk.items_bulk, name="items-bulk"),
    path(LAUNCH, launch.project_detail, name="project-detail"),
    path(LAUNCH + "charts/", charts.project_charts, name="project-charts"),
    path(LAUNCH + "changes/", live.project_changes, name="project-changes"),
    path(LAUNCH + "answers/", changing_answers.project_answers, name="project-answers"),
    path(LAUNCH + "decision/", gate.project_decision, name="project-decision"),
    path(LAUNCH + "decision/decide/", gate.decide, name="decide"),
    path(LAUNCH + "decision/sign-off/", gate.sign_off, name="sign-off"),
    path(LAUNCH + "export/", export.project_export, name="project-export"),
    path(LAUNCH + "as-of/", as_of.project_as_of, name="project-as-of"),
    path(LAUNCH + "history/", history.project_history, name="project-history"),
    path(LAUNCH + "history/<int:number>/", history.history_entry, name="history-entry"),
    path(LAUNCH + "people/", calling.project_people, name="project-people"),
    path(LAUNCH + "history/export/", history_files.history_export, name="history-export"),
    path(LAUNCH + "history/print/", history_files.history_print, name="history-print"),
    path(LAUNCH + "move/", running.project_move, name="project-move"),
    path(LAUNCH + "cancel/", running.project_cancel, name="project-cancel"),
    path(LAUNCH + "finish/", running.project_finish, name="project-finish"),
    path(LAUNCH + "items/add/", running.item_add, name="item-add"),
    path(ITEM, item.item_detail, name="item-detail"),
    *(
        path(f"{ITEM}inline/{name}/", inline.item_inline, {"name": name}, name=f"inline-{name}")
        for name in inline.INLINE
    ),
    path(ITEM + "scenarios/", inline.item_scenarios, name="item-scenarios"),
    path(ITEM + "scenarios/<int:scenario_id>/tick/", inline.scenario_tick, name="scenario-tick"),
    path(ITEM + "attach/", evidence.item_attach, name="item-attach"),
    *(
        path(f"{ITEM}drawer/{name}/", row_drawer.item_drawer, {"name": name}, name=f"drawer-{name}")
        for name in row_drawer.DRAWERS
    ),
    path(ITEM + "propose/", proposing.item_propose, name="item-propose"),
    path(ITEM + "undo/<int:version>/", acts.item_undo, name="item-undo"),
    *(path(f"{ITEM}{name}/", acts.item_act, {"name": name}, name=f"item-{name}") for name in ACTS),
    path(ITEM + "scenarios/<int:scenario_id>/verify/", acts.scenario_verify, name="scenario-verify"),
    path("evidence/<int:evidence_id>/file/", evidence.evidence_file, name="evidence-file"),
    path("evidence/<int:evidence_id>/picture/", evidence.evidence_picture, name="evidence-picture"),
    path("evidence/<int:evidence_id>/withdraw/", evidence.evidence_withdraw, name="evidence-withdraw"),
]
