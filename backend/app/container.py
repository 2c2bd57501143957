"""All wiring on one screen. Nothing is built at import; nothing here opens a connection or starts a thread."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import Settings
from app.services.assets.casting import Casting
from app.services.assets.files import AssetFiles
from app.services.assets.folders import AssetFoldering
from app.services.assets.outside import AssetKeeping
from app.services.assets.service import AssetService
from app.services.assets.watch import AssetWatch
from app.services.characters.service import CharacterService
from app.services.documents.breakdown import DocumentBreakdown
from app.services.documents.exporting import DocumentExport
from app.services.documents.importing import DocumentImport
from app.services.documents.script_links import ScriptLinks
from app.services.documents.service import DocumentService
from app.services.documents.shot_list import ShotListing
from app.services.events.bus import EventBus
from app.services.files.changes import FileChanges
from app.services.files.listing import FileListing
from app.services.files.moving import FileMoving
from app.services.files.trash import FileTrash
from app.services.films.gallery_watch import GalleryWatch
from app.services.films.trash import FilmTrash
from app.services.films.workspace import Workspace
from app.services.health.caretaker import Caretaker
from app.services.health.housekeeping import Housekeeping
from app.services.health.lfs_patterns import LfsPatterns
from app.services.health.repair import Repairs
from app.services.health.report import Health
from app.services.health.storage import Storage
from app.services.health.verifier import Verifier
from app.services.history.outside import OutsideChanges
from app.services.history.restore import HistoryRestoring
from app.services.history.service import HistoryService
from app.services.library import Library
from app.services.media.previews import Previews
from app.services.media.strips import Strips
from app.services.media.thumbnails import Thumbnails
from app.services.media.waveforms import Waveforms
from app.services.narrative.copies import NarrativeCopies
from app.services.narrative.moves import NarrativeMoves
from app.services.narrative.renumbering import NarrativeRenumbering
from app.services.narrative.restoring import NarrativeRestoring
from app.services.narrative.service import NarrativeService
from app.services.narrative.tree import TreeService
from app.services.queue.book import QueueBook
from app.services.queue.dispatcher import Dispatcher
from app.services.queue.lookout import Lookout
from app.services.queue.post import Post
from app.services.queue.reuse import Reuse
from app.services.queue.worker_locks import WorkerLocks
from app.services.queue.workers import WorkerRegistry
from app.services.settings_store import SettingsStore
from app.services.takes import TakeService
from app.services.tasks.generation import GenerationService
from app.services.tasks.ledger import TaskLedger
from app.services.tasks.pipelines import PipelineCatalogue
from app.services.travel.archive import Archiver
from app.services.travel.arrivals import Arrivals
from app.services.travel.duplicate import Duplicator
from app.services.travel.tickets import ArchiveTickets
from app.services.undo.service import Undoing
from app.services.uploads.partial import PartialUploads
from app.services.watcher.film_watch import FilmWatch
from app.worker.celery_app import make_celery
from app.worker.runner.registry import RunnerRegistry


@dataclass(frozen=True)
class Services:
    settings: Settings
    bus: EventBus
    library: Library
    studio_settings: SettingsStore
    workspace: Workspace
    arrivals: Arrivals
    film_trash: FilmTrash
    repairs: Repairs
    gallery_watch: GalleryWatch
    archiver: Archiver
    archive_tickets: ArchiveTickets
    duplicator: Duplicator
    narrative: NarrativeService
    assets: AssetService
    asset_files: AssetFiles
    asset_folders: AssetFoldering
    asset_keeping: AssetKeeping
    casting: Casting
    characters: CharacterService
    documents: DocumentService
    script_links: ScriptLinks
    breakdown: DocumentBreakdown
    document_import: DocumentImport
    document_export: DocumentExport
    file_listing: FileListing
    file_changes: FileChanges
    file_moving: FileMoving
    file_trash: FileTrash
    lfs_patterns: LfsPatterns
    storage: Storage
    housekeeping: Housekeeping
    outside_changes: OutsideChanges
    narrative_moves: NarrativeMoves
    narrative_copies: NarrativeCopies
    narrative_renumbering: NarrativeRenumbering
    narrative_restoring: NarrativeRestoring
    tree: TreeService
    shot_list: ShotListing
    takes: TakeService
    runners: RunnerRegistry
    pipelines: PipelineCatalogue
    ledger: TaskLedger
    workers: WorkerRegistry
    worker_locks: WorkerLocks
    queue_book: QueueBook
    dispatcher: Dispatcher
    generation: GenerationService
    history: HistoryService
    restoring: HistoryRestoring
    undoing: Undoing
    caretaker: Caretaker
    verifier: Verifier
    film_watch: FilmWatch
    health: Health


def build_services(settings: Settings) -> Services:
    bus = EventBus(settings.redis_url)
    library = Library(settings.library_dir)
    studio_settings = SettingsStore(settings.state_dir / "settings.json", bus.publish)
    workspace = Workspace(settings, library, bus.publish)
    arrivals = Arrivals(settings, workspace)
    archiver = Archiver(workspace, arrivals)
    film_trash = FilmTrash(settings, workspace, bus.publish)
    file_trash = FileTrash(settings, workspace)
    runners = RunnerRegistry()
    workers = WorkerRegistry(settings.redis_url)
    pipelines = PipelineCatalogue(library, workers.known, runners.ids, settings.allow_fallback)
    thumbnails = Thumbnails(settings.cache_dir / "thumbnails")
    takes = TakeService(workspace, pipelines, thumbnails)
    ledger = TaskLedger(settings.state_dir, bus.publish)
    book = QueueBook(settings.state_dir / "queue.json")
    reuse = Reuse(ledger, takes, studio_settings, settings.lease_seconds)
    worker_locks = WorkerLocks(settings.state_dir / "workers")
    dispatcher = Dispatcher(
        ledger=ledger,
        lookout=Lookout(ledger, workers, worker_locks, book, pipelines),
        locks=worker_locks,
        book=book,
        post=Post(make_celery(settings)),
        reuse=reuse,
        settings=settings,
    )
    generation = GenerationService(
        workspace=workspace,
        pipelines=pipelines,
        dispatcher=dispatcher,
        ledger=ledger,
        reuse=reuse,
        settings=studio_settings,
        max_attempts=settings.max_attempts,
    )
    history = HistoryService(workspace, thumbnails)
    narrative, documents = NarrativeService(workspace), DocumentService(workspace)
    script_links = ScriptLinks(workspace, documents)
    tree = TreeService(workspace, lambda p: ledger.list(project_id=p))
    asset_watch = AssetWatch(workspace, bus.publish)
    assets = AssetService(workspace, asset_watch)
    previews = Previews(thumbnails, Waveforms(settings.cache_dir / "waveforms"), Strips(settings.cache_dir / "strips"))
    partials = PartialUploads()
    verifier = Verifier(workspace, settings.state_dir / "verify")
    film_watch = FilmWatch(workspace, asset_watch.pass_on)
    return Services(
        settings=settings,
        bus=bus,
        library=library,
        studio_settings=studio_settings,
        workspace=workspace,
        arrivals=arrivals,
        film_trash=film_trash,
        repairs=Repairs(settings, workspace, bus.publish),
        gallery_watch=GalleryWatch(workspace, film_trash, bus.publish),
        archiver=archiver,
        archive_tickets=ArchiveTickets(archiver),
        duplicator=Duplicator(workspace, arrivals),
        narrative=narrative,
        assets=assets,
        asset_files=AssetFiles(workspace, previews, partials),
        asset_folders=AssetFoldering(workspace),
        asset_keeping=AssetKeeping(workspace),
        casting=Casting(workspace),
        characters=CharacterService(workspace, assets, partials),
        documents=documents,
        script_links=script_links,
        breakdown=DocumentBreakdown(workspace, documents, narrative, script_links),
        document_import=DocumentImport(workspace, documents),
        document_export=DocumentExport(documents),
        file_listing=FileListing(workspace),
        file_changes=FileChanges(workspace, file_trash, partials),
        file_moving=FileMoving(workspace),
        file_trash=file_trash,
        lfs_patterns=LfsPatterns(workspace),
        storage=Storage(workspace, file_trash),
        housekeeping=Housekeeping(workspace),
        outside_changes=OutsideChanges(workspace),
        narrative_moves=NarrativeMoves(workspace),
        narrative_copies=NarrativeCopies(workspace),
        narrative_renumbering=NarrativeRenumbering(workspace),
        narrative_restoring=NarrativeRestoring(workspace, lambda p: ledger.list(project_id=p)),
        tree=tree,
        shot_list=ShotListing(workspace, tree),
        takes=takes,
        runners=runners,
        pipelines=pipelines,
        ledger=ledger,
        workers=workers,
        worker_locks=worker_locks,
        queue_book=book,
        dispatcher=dispatcher,
        generation=generation,
        history=history,
        restoring=HistoryRestoring(workspace, history),
        undoing=Undoing(workspace, history, lambda p: ledger.list(project_id=p)),
        caretaker=Caretaker(settings, workspace),
        verifier=verifier,
        film_watch=film_watch,
        health=Health(settings, workers.online, verifier.damage, film_watch.trouble),
    )
