// Files on their way into assets.
import type { Schemas } from '#lib/api/client.ts';
import { nameFrom, type Asset, type Category } from './assets.ts';
import { Sending, SentFile } from './sending.svelte.ts';
import type { AssetShelf } from './shelf.svelte.ts';

export class Upload extends SentFile {
  constructor(
    file: File,
    readonly asset: Asset,
    /** The asset was made for this file, and goes when the file does not come. */
    readonly alone: boolean,
    replace: boolean
  ) {
    super(file, replace);
  }
}

export class Uploads extends Sending<Upload> {
  constructor(private readonly shelf: AssetShelf) {
    super();
  }

  /** Each file becomes an asset of its own. */
  async intoCategory(files: Iterable<File>, category: Category, folder = ''): Promise<void> {
    for (const file of files) {
      const asset = await this.shelf.add(category, nameFrom(file.name), folder);
      if (asset) this.begin(new Upload(file, asset, true, false));
    }
  }

  /** What is missing is replaced without a question. */
  intoAsset(files: Iterable<File>, asset: Asset): void {
    const missing = new Set(asset.files.filter((file) => file.state === 'missing').map((file) => file.name));
    for (const file of files) this.begin(new Upload(file, asset, false, missing.has(file.name)));
  }

  protected override address({ file, asset }: Upload): string {
    return `${this.#base(asset)}/files/${encodeURIComponent(file.name)}`;
  }

  protected override partial({ uploadId, asset }: Upload): string {
    return `${this.#base(asset)}/uploads/${uploadId}`;
  }

  protected override again({ file, asset }: Upload): Upload {
    return new Upload(file, asset, false, true);
  }

  protected override came(_upload: Upload, answer: unknown): string {
    const twin = (answer as Schemas['ReceivedFile']).duplicateOf;
    return twin ? `The same file is in “${twin.name}” already.` : '';
  }

  protected override stayedAway(upload: Upload): void {
    if (upload.alone) void this.shelf.removeEmpty(upload.asset.assetId);
  }

  #base(asset: Asset): string {
    return `/api/projects/${this.shelf.projectId}/assets/${asset.assetId}`;
  }
}
