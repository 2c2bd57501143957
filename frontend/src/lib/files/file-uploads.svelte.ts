// Files on their way into a folder of the film.
import { Sending, SentFile } from '#lib/assets/sending.svelte.ts';
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
    for (const file of files) this.begin(new FolderUpload(file, folder, false));
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
