// Files on their way into folders of a film; they go on while other pages of it are shown.
import type { DroppedTree } from '#lib/assets/dropped-tree.ts';
import { Sending, SentFile } from '#lib/assets/sending.svelte.ts';
import { attempt } from '#lib/ui/notify.ts';
import { makeFolder } from './file-requests.ts';
import { quoted, within } from './files.ts';

export class FolderUpload extends SentFile {
  constructor(
    file: File,
    readonly folder: string,
    replace: boolean
  ) {
    super(file, replace);
  }
}

export class FileUploads extends Sending<FolderUpload> {
  constructor(private readonly projectId: string) {
    super();
  }

  into(files: Iterable<File>, folder: string): void {
    this.begin(...[...files].map((file) => new FolderUpload(file, folder, false)));
  }

  /** Everything that was dropped, each in the folder that it was in. */
  async tree(tree: Promise<DroppedTree>, folder: string): Promise<void> {
    const dropped = await attempt(() => tree);
    if (!dropped) return;
    this.begin(...dropped.files.map(({ file, folder: own }) => new FolderUpload(file, joined(folder, own), false)));
    for (const own of dropped.empty) await attempt(() => makeFolder(this.projectId, joined(folder, own)));
  }

  protected override address({ file, folder }: FolderUpload): string {
    return `/api/projects/${this.projectId}/files/${quoted(within(folder, file.name))}`;
  }

  protected override partial({ uploadId }: FolderUpload): string {
    return `/api/projects/${this.projectId}/uploads/${uploadId}`;
  }

  protected override again({ file, folder }: FolderUpload): FolderUpload {
    return new FolderUpload(file, folder, true);
  }

  protected override came(): string {
    return '';
  }

  protected override stayedAway(): void {}
}

const joined = (folder: string, own: string): string => (own ? within(folder, own) : folder);

const films = new Map<string, FileUploads>();

/** What comes into a film's folders in this window. */
export function fileUploadsOf(projectId: string): FileUploads {
  const known = films.get(projectId) ?? new FileUploads(projectId);
  films.set(projectId, known);
  return known;
}
